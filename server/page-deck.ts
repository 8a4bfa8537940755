import { escapeHtml, problemList, scriptJson, shell, type Shell } from './page.ts'

export interface DeckPage extends Omit<Shell, 'body'> {
  readonly name: string
  /** The slides as `<section>` elements, rendered by server/markdown.ts. */
  readonly sections: string
  readonly demos: readonly string[]
  /** A follower's page looks on and asks for nothing; an exported one has nobody to ask. */
  readonly role: 'presenter' | 'follower' | 'offline'
  readonly problems: readonly string[]
}

/** A deck on stage. Problems stand beside the slides: what still plays, plays. */
export function deckPage(page: DeckPage): string {
  return shell({ ...page, body: deckBody(page) })
}

/** The part that a served page and an exported one share. */
export function deckBody(page: Omit<DeckPage, 'scripts' | 'styles'>): string {
  const { name, title, demos, role } = page
  return `<div class="reveal"><div class="slides">
${page.sections}
</div></div>
${problemList(page.problems)}
${dataScript('id="cuecast-page"', { page: 'deck', deck: name, title, demos, role }, page.nonce)}`
}

/** Data inside a page. `attribute` is ours, never an author's. */
export function dataScript(attribute: string, data: unknown, nonce: string): string {
  const type = `type="application/json" ${attribute} nonce="${escapeHtml(nonce)}"`
  return `<script ${type}>${scriptJson(data)}</script>`
}
