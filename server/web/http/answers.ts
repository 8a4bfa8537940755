import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { defined } from '../../../core/base/defined.ts'
import { chooseEncoding, etagOf, isCompressible, type Compressor } from './compression.ts'
import { SOCKET_PATH } from './request-guard.ts'
import type { Route } from './routes.ts'
import { COMMON, FILE_POLICY, pagePolicy } from './security-headers.ts'

/** Answers with a page. Resolves to false where the page does not exist: then nothing was sent. */
export async function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route & { type: 'page' },
): Promise<boolean> {
  const nonce = randomBytes(16).toString('base64url')
  const html = await route.render(nonce)
  if (html === null) return false
  // The request guard has compared the Host with its list, so it is safe to repeat.
  const socket = `ws://${request.headers.host ?? ''}${SOCKET_PATH}`
  response.writeHead(200, {
    ...COMMON,
    'Content-Security-Policy': pagePolicy(nonce, socket),
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    // The nonce is good for one answer.
    'Cache-Control': 'no-store',
  })
  response.end(html)
  return true
}

/** Answers with a file. Resolves to false where the file does not exist: then nothing was sent. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route & { type: 'file' },
  compressor: Compressor,
): Promise<boolean> {
  const bytes = await route.load()
  if (bytes === null) return false
  const etag = etagOf(bytes)
  const headers = {
    ...COMMON,
    'Content-Security-Policy': FILE_POLICY,
    'Cache-Control': cachingOf(route),
    Vary: 'Accept-Encoding',
    ETag: etag,
  }
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return true
  }
  const accepted = chooseEncoding(request.headers['accept-encoding']?.toString())
  const wanted = isCompressible(route.media) ? accepted : 'identity'
  const body = await compressor.encode(bytes, etag, wanted)
  response.writeHead(200, {
    ...headers,
    'Content-Type': route.media,
    'Content-Length': body.bytes.length,
    ...defined({
      'Content-Encoding': body.encoding === 'identity' ? undefined : body.encoding,
    }),
  })
  response.end(body.bytes)
  return true
}

/** Whether a browser may keep a file, and for how long. */
function cachingOf({ guarded, immutable }: Route & { type: 'file' }): string {
  if (guarded) return 'no-store'
  return immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
}

/** Answers one sentence as plain text. It holds no path, which could be markup, and no stack trace. */
export function fail(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, {
    ...COMMON,
    'Content-Security-Policy': FILE_POLICY,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(why) + 1,
    'Cache-Control': 'no-store',
    ...defined({
      Allow: status === 405 ? 'GET, HEAD' : undefined,
      // Whoever was refused may still be sending a body that nobody will read.
      Connection: status >= 400 && status !== 404 ? 'close' : undefined,
    }),
  })
  response.end(`${why}\n`)
}

/** Answers an upgrade with one sentence and closes the connection. */
export function failUpgrade(socket: Duplex, status: number, why: string): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(why) + 1}\r\n\r\n${why}\n`,
  )
}
