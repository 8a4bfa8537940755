import { dataScript } from './deck.ts'
import { escapeHtml, shell, type Shell } from './layout.ts'

export interface GreenRoomPage extends Omit<Shell, 'body'> {
  readonly name: string
}

/**
 * The green room of a deck: what each step can do here. The page asks for it itself, over its socket:
 * to look runs what the demos require, and opening an address runs nothing.
 */
export function greenRoomPage(page: GreenRoomPage): string {
  const title = `${page.title}: green room`
  const data = { page: 'green-room', deck: page.name, title, demos: [] }
  const body = `<main class="green-room">
<header>
<p class="room">Green room</p>
<h1>${escapeHtml(page.title)}</h1>
<p class="verdict" role="status" aria-live="polite">Waiting for the server…</p>
<p class="doing"><button type="button" class="check" disabled>Check again</button>
<a class="stage-link" href="/decks/${encodeURIComponent(page.name)}/">To the stage</a>
<span class="when"></span></p>
</header>
<ul class="findings" hidden></ul>
<div class="demos"></div>
</main>
${dataScript('id="cuecast-page"', data, page.nonce)}`
  return shell({ ...page, title, body })
}
