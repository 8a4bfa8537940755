import { html } from '../../base/html.ts'
import { renderPage, type PageParts } from './layout.ts'

/**
 * The phone's page: a frame that client/pages/remote.ts fills. It contains nothing of a deck,
 * because everybody on the network may load it.
 */
export function remotePage(
  page: Pick<PageParts, 'nonce' | 'scripts' | 'imports' | 'styles'>,
): string {
  return renderPage({
    ...page,
    title: 'Cuecast remote',
    lang: 'en',
    theme: 'dark',
    // The page extends under the notch and the bar of gestures, and the keyboard of the PIN resizes
    // it.
    viewport:
      'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content',
    body: html`<main class="remote"><noscript>The remote needs JavaScript.</noscript></main>`,
  })
}
