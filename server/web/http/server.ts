import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { defined } from '../../../core/base/defined.ts'
import { fail, failUpgrade, sendFile, sendPage } from './answers.ts'
import { createCompressor } from './compression.ts'
import { checkRequest, checkUpgrade, HEADER_LIMIT, type GuardedRequest } from './request-guard.ts'
import type { Routes } from './routes.ts'

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

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verdict = checkRequest(asGuardedRequest(request), policy())
    if (!verdict.ok) {
      options.onRefused?.(`${verdict.status} ${verdict.why}`)
      return fail(response, verdict.status, verdict.why)
    }
    const entry = options.routes().get(verdict.path)
    if (!entry) return nothing(response, DECK.test(verdict.path))
    if (entry.type === 'page') {
      if (!(await sendPage(request, response, entry))) nothing(response, true)
      return
    }
    // The request guard lets another site's visitor through only on the way to a page.
    if (verdict.foreign) return fail(response, 403, 'Other sites may not load this.')
    if (entry.guarded && !admitted(request))
      return fail(response, 401, 'Only a window that came by the printed link may load this.')
    if (!(await sendFile(request, response, entry, compressor))) nothing(response)
  }
  function nothing(response: ServerResponse, deck = false): void {
    const why = deck ? options.noDeck?.() : undefined
    fail(response, 404, why ?? 'There is nothing at this address.')
  }
  /** Checks the token that the window got by its socket: any process of this machine can send requests. */
  function admitted({ headers }: IncomingMessage): boolean {
    const token = /^Bearer ([\w-]{1,256})$/.exec(headers.authorization ?? '')?.[1]
    return token !== undefined && options.admits?.(token) === true
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
    failUpgrade(socket, status, why)
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
