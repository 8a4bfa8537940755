import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { dataScript, deckBody, type DeckPage } from './deck.ts'
import { escapeHtml } from './layout.ts'

export interface OfflinePage extends Omit<DeckPage, 'scripts' | 'imports' | 'styles' | 'role'> {
  readonly bundles: ReadonlyMap<string, DemoBundle>
}

/**
 * A deck as one document beside one script and one style sheet. The script is a classic one and
 * comes last: a module cannot be loaded from `file://`, and it reads the data above it.
 */
export function offlinePage(page: OfflinePage): string {
  const nonce = escapeHtml(page.nonce)
  const bundles = [...page.bundles].map(([name, bundle]) =>
    dataScript(`data-demo="${escapeHtml(name)}"`, bundle, page.nonce),
  )
  return `<!doctype html>
<html lang="${escapeHtml(page.lang)}" data-theme="${escapeHtml(page.theme)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${offlinePolicy(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="csp-nonce" property="csp-nonce" content="${nonce}" nonce="${nonce}">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="offline.css" nonce="${nonce}">
</head>
<body>
${deckBody({ ...page, role: 'offline' })}
${bundles.join('\n')}
<script src="offline.js" nonce="${nonce}"></script>
</body>
</html>
`
}

/**
 * Nothing is fetched, nothing is sent, nothing outside the folder is named (T29). `file:` is for
 * pictures where a browser gives a file no origin that `'self'` could match. A policy in a document
 * knows no frame-ancestors; an opened file has nothing that a frame could take.
 */
function offlinePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' file: 'nonce-${nonce}'`,
    "img-src 'self' file: data:",
    'font-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ')
}
