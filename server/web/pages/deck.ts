import { FIRST_BUNDLES } from '../../../core/recording/bundle.ts'
import type { PublicDemo } from '../../../core/demo/model.ts'
import { html, trustedHtml, type Html } from '../../base/html.ts'
import { dataScript, problemItems, renderPage, type PageParts } from './layout.ts'

export interface DeckPage extends Omit<PageParts, 'body' | 'data'> {
  readonly name: string
  /** The slides as `<section>` elements: markup, as server/web/content makes it. */
  readonly sections: string
  readonly demos: readonly string[]
  /** A follower's page only watches; an exported one has no server to ask. */
  readonly role: 'presenter' | 'follower' | 'offline'
  readonly problems: readonly string[]
  /**
   * The demos whose text the page holds: it fetches their recordings when they are needed, and waits
   * for the recordings of all others.
   */
  readonly words?: readonly PublicDemo[]
  readonly watched?: boolean
  /** How often files had been saved when this page was made. */
  readonly saves?: number
}

/** A deck on stage. Problems stand beside the slides: what still plays, plays. */
export function deckPage(page: DeckPage): string {
  const late = new Set(page.words?.map(({ name }) => name))
  const first = page.demos.filter((name, n) => n < FIRST_BUNDLES || !late.has(name))
  const data = first.map((name) => `/demos/${encodeURIComponent(name)}.json`)
  return renderPage({ ...page, data, body: deckBody(page) })
}

/** The part that a served page and an exported one share. */
export function deckBody(page: Omit<DeckPage, 'scripts' | 'imports' | 'styles'>): Html {
  const { name, title, demos, role, saves } = page
  const words = role === 'offline' ? undefined : page.words
  const data = { page: 'deck', deck: name, title, demos, role, saves, words }
  return html`<div class="reveal"><div class="slides">
${trustedHtml(page.sections)}
</div></div>
${problemDetails(page.problems, page.watched)}
${dataScript({ id: 'cuecast-page' }, data, page.nonce)}`
}

/** Closed, so that an audience reads one line of it at most; open while its author is at work. */
function problemDetails(problems: readonly string[], watched = false): Html | null {
  if (problems.length === 0) return null
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`
  const open = watched && html` open data-watched`
  return html`<details class="problems"${open}><summary>${count} in this deck's files</summary>${problemItems(problems)}</details>`
}
