import { html, joinHtml, type Html } from '../../base/html.ts'
import type { DeckCard } from '../content/content.ts'
import { problemNote, renderPage, type PageParts } from './layout.ts'

export interface LibraryPage extends Omit<PageParts, 'body' | 'title' | 'lang' | 'theme'> {
  readonly decks: readonly DeckCard[]
  /** Problems that belong to no deck. */
  readonly problems: readonly string[]
  /** Whether each deck has a green room here. */
  readonly rooms: boolean
}

/** The list of all decks, each a link to its stage. */
export function libraryPage(page: LibraryPage): string {
  const { project, decks } = page
  const owner = project !== undefined && html` of <span class="project">${project}</span>`
  const cards = decks.map((deck) => card(deck, page.rooms))
  const body = html`<main class="library">
<h1>Decks${owner}</h1>
${decks.length === 0 ? EMPTY : html`<ul class="decks">\n${joinHtml(cards, '\n')}\n</ul>`}
${problemNote(page.problems)}
</main>`
  return renderPage({
    ...page,
    title: project === undefined ? 'Cuecast' : `${project} · Cuecast`,
    lang: 'en',
    theme: 'dark',
    body,
  })
}

const EMPTY = html`<p class="empty">There is no deck here. A deck is a file <code>slides/NAME/deck.md</code>.</p>`

function card(deck: DeckCard, room: boolean): Html {
  const demos = deck.demos === 0 ? undefined : `${deck.demos} demo${deck.demos === 1 ? '' : 's'}`
  // The name is shown because every command takes it.
  const meta = [deck.name, deck.author, deck.event, deck.date, deck.duration, demos]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => html`<span>${part}</span>`)
  return html`<li>
<a class="deck" href="/decks/${encodeURIComponent(deck.name)}/">
<h2 class="deck-title">${deck.title}</h2>
<p class="deck-meta">${joinHtml(meta, ' · ')}</p>
</a>
${room && greenRoomLink(deck)}${problemNote(deck.problems)}
</li>`
}

const greenRoomLink = ({ name, title }: DeckCard) =>
  html`<a class="green-room-link" href="/decks/${encodeURIComponent(name)}/green-room">Green room<span class="of-deck">: what can run live in ${title}</span></a>\n`
