import { html } from '../../base/html.ts'
import { renderPage, type PageParts } from './layout.ts'

/**
 * The phone's page: a frame that client/pages/remote.ts fills. Nothing of a deck is in it, because
 * whoever is on the network may load it.
 */
export function remotePage(
  page: Pick<PageParts, 'nonce' | 'scripts' | 'imports' | 'styles'>,
): string {
  return renderPage({
    ...page,
    title: 'Cuecast remote',
    lang: 'en',
    theme: 'dark',
    // Under the notch and above the bar of gestures; the keyboard of the PIN leaves room.
    viewport:
      'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content',
    body: html`<main class="remote"><noscript>The remote needs JavaScript.</noscript></main>`,
  })
}
