/** A request as it was sent: `headers` is Node's raw list, in which a header may come twice. */
export interface GuardedRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly string[]
  /** Did it arrive over TLS (or through the one trusted proxy that ends it)? */
  readonly secure: boolean
}

export interface RequestPolicy {
  /** The port in the visitor's address bar. */
  readonly port: number
  /** Names in the visitor's address bar; a numeric IPv6 address in brackets. */
  readonly hosts?: readonly string[]
}

export type RequestVerdict =
  | {
      readonly ok: true
      readonly path: string
      /** The request comes from another site, which may link to our pages and to nothing else. */
      readonly foreign: boolean
    }
  | { readonly ok: false; readonly status: number; readonly why: string }

/** Names of this machine that no DNS answer can point elsewhere (for localhost: RFC 6761 §6.3). */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

/** The only path that is ever upgraded. */
export const SOCKET_PATH = '/socket'

/** Browsers send about twenty. Node cuts its list off near this number, so more cannot be judged. */
export const HEADER_LIMIT = 64

/** Characters of a request's target; every address that is served is shorter. */
const TARGET_LIMIT = 2_048

const refuse = (status: number, why: string): RequestVerdict => ({ ok: false, status, why })

/**
 * Decides about every HTTP request before any route sees it. It knows nothing of routes, so a new
 * route needs no check of its own. Upgrades go through `checkUpgrade`.
 */
export function checkRequest(request: GuardedRequest, policy: RequestPolicy): RequestVerdict {
  const bad = checkHost(request, policy)
  if (bad) return bad
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(405, 'Only GET and HEAD are understood here.')
  }
  const sites = all(request.headers, 'sec-fetch-site')
  if (sites.length > 1) return refuse(403, 'The request names where it comes from twice.')
  const site = sites[0]
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreign && !isNavigation(request)) {
    return refuse(403, 'Other sites may link to this page but not load from it.')
  }
  const path = decodePath(request.url)
  return path === null
    ? refuse(400, 'The address is not one that this server could have given out.')
    : { ok: true, path, foreign }
}

/**
 * Decides about every WebSocket upgrade. A missing Origin is refused like a wrong one, because every
 * browser sends one and so a request without it comes from no page of ours.
 */
export function checkUpgrade(request: GuardedRequest, policy: RequestPolicy): RequestVerdict {
  const bad = checkHost(request, policy)
  if (bad) return bad
  if (request.method !== 'GET') return refuse(405, 'Only GET can be upgraded.')
  // Compared undecoded and with its query: a prefix or a decoded twin is another path.
  if (request.url !== SOCKET_PATH) return refuse(404, 'There is no socket at this address.')
  // Sec-Fetch-Site does not help here: Firefox calls a ws: address another site than its http: page.
  const origins = all(request.headers, 'origin')
  // It must be the origin of this Host, not any of ours: `localhost` and `127.0.0.1` are two origins.
  const own = `${request.secure ? 'https' : 'http'}://${all(request.headers, 'host')[0] ?? ''}`
  if (origins.length !== 1 || origins[0] !== own) {
    return refuse(403, 'A socket is opened by a page of this server and by nothing else.')
  }
  const upgrade = all(request.headers, 'upgrade')
  if (upgrade.length !== 1 || upgrade[0]?.toLowerCase() !== 'websocket') {
    return refuse(400, 'Only WebSocket is spoken here.')
  }
  const version = all(request.headers, 'sec-websocket-version')
  if (version.length !== 1 || version[0] !== '13') {
    return refuse(426, 'Only version 13 of WebSocket is spoken here.')
  }
  return { ok: true, path: SOCKET_PATH, foreign: false }
}

function checkHost(request: GuardedRequest, policy: RequestPolicy): RequestVerdict | null {
  if (request.headers.length / 2 >= HEADER_LIMIT) return refuse(431, 'The request is too long.')
  const hosts = all(request.headers, 'host')
  // Exact, so that no name that was rebound to our address, no trailing dot and no port of another
  // server gets through.
  if (hosts.length !== 1 || !authorities(request, policy).includes(hosts[0] ?? '')) {
    return refuse(421, 'This server does not answer for that name.')
  }
  return null
}

/** What an address bar may show. A browser leaves out the default port of the scheme. */
function authorities(request: GuardedRequest, policy: RequestPolicy): string[] {
  const hosts = policy.hosts ?? LOOPBACK
  const explicit = hosts.map((host) => `${host}:${policy.port}`)
  return policy.port === (request.secure ? 443 : 80) ? [...explicit, ...hosts] : explicit
}

/** A visitor following a link: the whole tab goes there, so the other site learns nothing. */
function isNavigation(request: GuardedRequest): boolean {
  const mode = all(request.headers, 'sec-fetch-mode')
  const dest = all(request.headers, 'sec-fetch-dest')
  return (
    request.method === 'GET' &&
    mode.length === 1 &&
    mode[0] === 'navigate' &&
    dest.length === 1 &&
    dest[0] === 'document'
  )
}

/** Every value of a header, in the order they came. */
function all(headers: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === name) values.push(headers[i + 1] ?? '')
  }
  return values
}

/**
 * Decodes once and normalises nothing. Whoever serves looks the result up as it is, so `..`, a double
 * slash or a second encoding is merely a name that no route has.
 */
function decodePath(url: string): string | null {
  if (url.length > TARGET_LIMIT || !url.startsWith('/') || url.startsWith('//')) return null
  const raw = url.split('?', 1)[0] ?? ''
  // An encoded separator would look up another name than the one a log or a proxy has seen.
  if (/%2f|%5c|[\\#]/i.test(raw)) return null
  try {
    const path = decodeURIComponent(raw)
    return /[\u0000-\u001f\u007f-\u009f]/.test(path) ? null : path
  } catch {
    return null // It is not percent-encoded UTF-8.
  }
}
