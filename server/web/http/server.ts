import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { defined } from '../../../core/base/defined.ts'
import { chooseEncoding, createCompressor, etagOf, isCompressible } from './compression.ts'
import {
  checkRequest,
  checkUpgrade,
  HEADER_LIMIT,
  SOCKET_PATH,
  type GuardedRequest,
} from './request-guard.ts'
import { COMMON, FILE_POLICY, pagePolicy } from './security-headers.ts'
import type { Route, Routes } from './routes.ts'

export interface WebOptions {
  /** Called at every request, so that all routes can be replaced at once. */
  routes(): Routes
  /** The answer at the address of a deck that does not exist: one sentence, as text. */
  readonly noDeck?: () => string
  /** Takes an upgrade that the request guard has passed. Absent: there is no socket. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Is this the token of a window of the stage? Absent: guarded files are refused to everybody. */
  readonly admits?: (token: string) => boolean
  /** Names that the address bar may show; those of loopback where absent. */
  readonly hosts?: readonly string[]
  /** Hears one line for each refused request. It holds nothing that the request held. */
  onRefused?(line: string): void
  /** Hears of a bug, for whoever runs the server. The visitor learns only that there was one. */
  onError?(error: unknown): void
}

/** The address of a deck and of its other windows. */
const DECK = /^\/decks\/[^/]+\/(?:presenter|green-room)?$/

/** Connections at a time. Followers do not count, because they have a listener of their own. */
const CONNECTIONS = 1_024

/**
 * The HTTP server, not yet listening. Every request and upgrade passes the request guard first; then
 * an exact look-up in the routes, and nothing else, decides what is answered.
 */
export function createWeb(options: WebOptions): Server {
  const server = createServer({
    // Milliseconds: a client that sends its request slowly must not hold a connection for longer.
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
    connectionsCheckingInterval: 1_000,
  })
  server.maxHeadersCount = HEADER_LIMIT
  server.maxConnections = CONNECTIONS
  const compressor = createCompressor()
  const policy = () => ({
    port: (server.address() as AddressInfo).port,
    ...defined({ hosts: options.hosts }),
  })

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verdict = checkRequest(asGuardedRequest(request), policy())
    if (!verdict.ok) {
      options.onRefused?.(`${verdict.status} ${verdict.why}`)
      return fail(response, verdict.status, verdict.why)
    }
    const entry = options.routes().get(verdict.path)
    if (!entry) return nothing(response, DECK.test(verdict.path))
    if (entry.type === 'page') return await sendPage(request, response, entry)
    // The request guard lets another site's visitor through only on the way to a page.
    if (verdict.foreign) return fail(response, 403, 'Other sites may not load this.')
    if (entry.guarded && !admitted(request))
      return fail(response, 401, 'Only a window that came by the printed link may load this.')
    await sendFile(request, response, entry)
  }
  const nothing = (response: ServerResponse, deck = false): void => {
    const why = deck ? options.noDeck?.() : undefined
    fail(response, 404, why ?? 'There is nothing at this address.')
  }
  /** Checks the token that the window got by its socket: any process of this machine can send requests. */
  const admitted = ({ headers }: IncomingMessage): boolean => {
    const token = /^Bearer ([\w-]{1,256})$/.exec(headers.authorization ?? '')?.[1]
    return token !== undefined && options.admits?.(token) === true
  }

  const sendPage = async (
    request: IncomingMessage,
    response: ServerResponse,
    entry: Route & { type: 'page' },
  ): Promise<void> => {
    const nonce = randomBytes(16).toString('base64url')
    const html = await entry.render(nonce)
    if (html === null) return nothing(response, true)
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
  }

  const sendFile = async (
    request: IncomingMessage,
    response: ServerResponse,
    entry: Route & { type: 'file' },
  ): Promise<void> => {
    const bytes = await entry.load()
    if (bytes === null) return nothing(response)
    const etag = etagOf(bytes)
    const headers = {
      ...COMMON,
      'Content-Security-Policy': FILE_POLICY,
      'Cache-Control': entry.guarded
        ? 'no-store'
        : entry.immutable
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
      Vary: 'Accept-Encoding',
      ETag: etag,
    }
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end()
      return
    }
    const accepted = chooseEncoding(request.headers['accept-encoding']?.toString())
    const wanted = isCompressible(entry.media) ? accepted : 'identity'
    const body = await compressor.encode(bytes, etag, wanted)
    response.writeHead(200, {
      ...headers,
      'Content-Type': entry.media,
      'Content-Length': body.bytes.length,
      ...defined({
        'Content-Encoding': body.encoding === 'identity' ? undefined : body.encoding,
      }),
    })
    response.end(body.bytes)
  }

  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => {
      options.onError?.(error)
      if (response.headersSent) response.destroy()
      else fail(response, 500, 'Something went wrong here. The terminal of the server says what.')
    })
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The other side may reset the connection at any time. Without a listener that would end the server.
    socket.on('error', () => socket.destroy())
    const verdict = checkUpgrade(asGuardedRequest(request), policy())
    if (verdict.ok && options.upgrade) return options.upgrade(request, socket, head)
    const status = verdict.ok ? 404 : verdict.status
    const why = verdict.ok ? 'There is no socket at this address.' : verdict.why
    options.onRefused?.(`${status} ${why}`)
    socket.end(
      `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(why) + 1}\r\n\r\n${why}\n`,
    )
  })
  return server
}

function asGuardedRequest(request: IncomingMessage): GuardedRequest {
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.rawHeaders,
    secure: false,
  }
}

/** Answers one sentence as plain text. It holds no path, which could be markup, and no stack trace. */
function fail(response: ServerResponse, status: number, why: string): void {
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
