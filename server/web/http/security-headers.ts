/** What every answer carries, whatever it is. */
export const COMMON: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // An opener could steer our slides by their hash; with this it holds nothing of us.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=(), usb=(), serial=(), payment=()',
}

/**
 * The policy of a page. `socket` is this server's own socket, named exactly: `'self'` covers
 * it by the standard and in Chromium and Firefox, but not in Safari before 2022 (WebKit bug 235873).
 */
export function pagePolicy(nonce: string, socket: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

/**
 * The policy of everything that is not a page. It matters where somebody opens an SVG by its
 * address: a document of our origin that runs nothing and loads nothing. Its own styles are part of
 * the drawing, and cannot run anything.
 */
export const FILE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
