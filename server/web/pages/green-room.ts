import { html } from '../../base/html.ts'
import { dataScript, renderPage, type PageParts } from './layout.ts'

export interface GreenRoomPage extends Omit<PageParts, 'body'> {
  readonly name: string
}

/**
 * The green room of a deck, which shows what each step can do here. The page asks for that over its
 * socket and not by an address: a check runs what the demos require, and opening an address must
 * run nothing.
 */
export function greenRoomPage(page: GreenRoomPage): string {
  const title = `${page.title}: green room`
  const data = { page: 'green-room', deck: page.name, title, demos: [] }
  const body = html`<main class="green-room">
<header>
<p class="room">Green room</p>
<h1>${page.title}</h1>
<p class="verdict" role="status" aria-live="polite">Waiting for the server…</p>
<p class="doing"><button type="button" class="check" disabled>Check again</button>
<a class="stage-link" href="/decks/${encodeURIComponent(page.name)}/">To the stage</a>
<span class="when"></span></p>
</header>
<ul class="findings" hidden></ul>
<div class="demos"></div>
</main>
${dataScript({ id: 'cuecast-page' }, data, page.nonce)}`
  return renderPage({ ...page, title, body })
}
