import { escapeHtml, problemList, scriptJson, shell, type Shell } from './page.ts'

export interface DeckPage extends Omit<Shell, 'body'> {
  /** The slides as `<section>` elements, rendered by server/markdown.ts. */
  readonly sections: string
  /** What the page's script reads from `#cuecast-page`. */
  readonly data: unknown
  readonly problems: readonly string[]
}

/** A deck on stage. Problems stand beside the slides: what still plays, plays. */
export function deckPage(page: DeckPage): string {
  return shell({ ...page, body: deckBody(page) })
}

/** The part that a served page and an exported one share. */
export function deckBody(page: Pick<DeckPage, 'sections' | 'data' | 'problems' | 'nonce'>): string {
  const nonce = escapeHtml(page.nonce)
  return `<div class="reveal"><div class="slides">
${page.sections}
</div></div>
${problemList(page.problems)}
<script type="application/json" id="cuecast-page" nonce="${nonce}">${scriptJson(page.data)}</script>`
}
