import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { html, joinHtml, type Html } from '../../base/html.ts'
import { deckBody, type DeckPage } from './deck.ts'
import { dataScript } from './layout.ts'

export interface OfflinePage extends Omit<DeckPage, 'scripts' | 'imports' | 'styles' | 'role'> {
  readonly bundles: ReadonlyMap<string, DemoBundle>
}

/**
 * A deck as one document beside one script and one style sheet. The script is a classic one,
 * because a module cannot be loaded from `file://`; it comes last, because it reads the data above
 * it.
 */
export function offlinePage(page: OfflinePage): string {
  const { nonce } = page
  const bundles = [...page.bundles].map(([demo, bundle]) => dataScript({ demo }, bundle, nonce))
  return html`<!doctype html>
<html lang="${page.lang}" data-theme="${page.theme}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${offlinePolicy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="csp-nonce" property="csp-nonce" content="${nonce}" nonce="${nonce}">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="offline.css" nonce="${nonce}">
</head>
<body>
${deckBody({ ...page, role: 'offline' })}
${joinHtml(bundles, '\n')}
<script src="offline.js" nonce="${nonce}"></script>
</body>
</html>
`.markup
}

/**
 * Nothing is fetched, nothing is sent, and nothing outside the folder is named. `file:` is for
 * pictures in browsers that give a file no origin that `'self'` could match. A policy inside a
 * document cannot contain frame-ancestors; an opened file has nothing that a frame could take.
 */
function offlinePolicy(nonce: string): Html {
  const directives = [
    html`default-src 'none'`,
    html`script-src 'nonce-${nonce}'`,
    html`style-src 'self' file: 'nonce-${nonce}'`,
    html`img-src 'self' file: data:`,
    html`font-src data:`,
    html`connect-src 'none'`,
    html`base-uri 'none'`,
    html`form-action 'none'`,
    html`object-src 'none'`,
  ]
  return joinHtml(directives, '; ')
}
