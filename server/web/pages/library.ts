import type { DeckCard } from '../content/content.ts'
import { escapeHtml, problemList, shell, type Shell } from './layout.ts'

export interface LibraryPage extends Omit<Shell, 'body' | 'title' | 'lang' | 'theme'> {
  readonly decks: readonly DeckCard[]
  /** Complaints that belong to no deck. */
  readonly problems: readonly string[]
  /** Has each deck a green room here? */
  readonly rooms: boolean
}

export function libraryPage(page: LibraryPage): string {
  const { project } = page
  const body = `<main class="library">
<h1>Decks${project === undefined ? '' : ` of <span class="project">${escapeHtml(project)}</span>`}</h1>
${page.decks.length === 0 ? EMPTY : `<ul class="decks">\n${page.decks.map((deck) => card(deck, page.rooms)).join('\n')}\n</ul>`}
${problemList(page.problems)}
</main>`
  return shell({
    ...page,
    title: project === undefined ? 'Cuecast' : `${project} · Cuecast`,
    lang: 'en',
    theme: 'dark',
    body,
  })
}

const EMPTY =
  '<p class="empty">There is no deck here. A deck is a file <code>slides/NAME/deck.md</code>.</p>'

function card(deck: DeckCard, room: boolean): string {
  const demos = deck.demos === 0 ? undefined : `${deck.demos} demo${deck.demos === 1 ? '' : 's'}`
  // The name is what every command takes.
  const meta = [deck.name, deck.author, deck.event, deck.date, deck.duration, demos]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `<span>${escapeHtml(part ?? '')}</span>`)
  return `<li>
<a class="deck" href="/decks/${encodeURIComponent(deck.name)}/">
<h2 class="deck-title">${escapeHtml(deck.title)}</h2>
<p class="deck-meta">${meta.join(' · ')}</p>
</a>
${room ? greenRoom(deck) : ''}${problemList(deck.problems)}
</li>`
}

const greenRoom = ({ name, title }: DeckCard) =>
  `<a class="green-room-link" href="/decks/${encodeURIComponent(name)}/green-room">Green room<span class="of-deck">: what can run live in ${escapeHtml(title)}</span></a>\n`
