import { FIRST_BUNDLES } from '../../../core/recording/bundle.ts'
import type { PublicDemo } from '../../../core/demo/model.ts'
import { escapeHtml, problemItems, scriptJson, shell, type Shell } from './layout.ts'

export interface DeckPage extends Omit<Shell, 'body' | 'data'> {
  readonly name: string
  /** The slides as `<section>` elements, rendered by server/web/markdown/render-deck.ts. */
  readonly sections: string
  readonly demos: readonly string[]
  /** A follower's page looks on and asks for nothing; an exported one has nobody to ask. */
  readonly role: 'presenter' | 'follower' | 'offline'
  readonly problems: readonly string[]
  /** Of demos whose recording the page asks for when it is needed; it waits for those of others. */
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
  return shell({ ...page, data, body: deckBody(page) })
}

/** The part that a served page and an exported one share. */
export function deckBody(page: Omit<DeckPage, 'scripts' | 'imports' | 'styles'>): string {
  const { name, title, demos, role, saves } = page
  const words = role === 'offline' || !page.words ? {} : { words: page.words }
  return `<div class="reveal"><div class="slides">
${page.sections}
</div></div>
${complaints(page.problems, page.watched)}
${dataScript('id="cuecast-page"', { page: 'deck', deck: name, title, demos, role, saves, ...words }, page.nonce)}`
}

/** Shut, so that an audience reads one line of it at most; open for an author at work. */
function complaints(problems: readonly string[], watched = false): string {
  if (problems.length === 0) return ''
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`
  return `<details class="problems"${watched ? ' open data-watched' : ''}><summary>${count} in this deck's files</summary>${problemItems(problems)}</details>`
}

/** Data inside a page. `attribute` is ours, never an author's. */
export function dataScript(attribute: string, data: unknown, nonce: string): string {
  const type = `type="application/json" ${attribute} nonce="${escapeHtml(nonce)}"`
  return `<script ${type}>${scriptJson(data)}</script>`
}
