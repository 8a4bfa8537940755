import { FIRST_BUNDLES } from '../../../core/recording/bundle.ts'
import type { PublicDemo } from '../../../core/demo/model.ts'
import { html, trustedHtml, type Html } from '../../base/html.ts'
import { dataScript, problemItems, renderPage, type PageParts } from './layout.ts'

export interface DeckPage extends Omit<PageParts, 'body' | 'data'> {
  readonly name: string
  /** The slides as `<section>` elements: markup from server/web/content. */
  readonly sections: string
  readonly demos: readonly string[]
  /** The page of a `follower` only watches; an `offline` page has no server to ask. */
  readonly role: 'presenter' | 'follower' | 'offline'
  readonly problems: readonly string[]
  /**
   * The demos whose texts the page holds. It fetches their recordings when they are needed, and
   * waits for the recordings of all others.
   */
  readonly words?: readonly PublicDemo[]
  readonly watched?: boolean
  /** How often files had been saved when this page was made. */
  readonly saves?: number
}

/**
 * The page of a deck on stage. Problems are shown beside the slides, and everything that works is
 * played.
 */
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

/**
 * The list of problems. It is closed, so that an audience reads at most one line, but open while
 * the author is at work.
 */
function problemDetails(problems: readonly string[], watched = false): Html | null {
  if (problems.length === 0) return null
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`
  const open = watched && html` open data-watched`
  return html`<details class="problems"${open}><summary>${count} in this deck's files</summary>${problemItems(problems)}</details>`
}
