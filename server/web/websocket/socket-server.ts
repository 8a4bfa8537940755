import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import { Close, MESSAGE_LIMIT } from '../../../core/protocol/messages.ts'

/** One connected browser that has said who it is. Says nothing of how it is connected. */
export interface Peer {
  send(text: string): void
  /** `left` is called when the bytes have left this process, or never will: they are free again. */
  sendBinary(bytes: Uint8Array, left?: () => void): void
  /** Bytes that were sent and have not left this process. */
  buffered(): number
  close(code: number, why: string): void
  onText(hear: (text: string) => void): void
  onBinary(hear: (bytes: Uint8Array) => void): void
  /** Called once, whichever side ends it. */
  onClose(hear: (code: number) => void): void
}

export type Greeting<Guest> =
  | { readonly ok: true; readonly guest: Guest }
  | { readonly ok: false; readonly code: number; readonly why: string }

export interface SocketServerOptions<Guest> {
  readonly clock: Clock
  /** Judges the first message, which must be text. `address`: where it comes from, if that is known. */
  greet(text: string, address: string): Greeting<Guest>
  onConnection(peer: Peer, guest: Guest): void
  /** The largest message, in bytes; `MESSAGE_LIMIT` where absent. */
  readonly limit?: number
  /** Sockets of one address that may wait to say hello; `WAITING_LIMIT` where absent. */
  readonly each?: number
  /** One line for each that was turned away; it never holds what the other side sent. */
  onRefused?(why: string): void
}

export interface SocketServer {
  /** Takes a socket that the request guard has passed (`checkUpgrade`), and no other. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Sockets that have not said hello. */
  waiting(): number
  close: Stop
}

/** A hello is a token and a number. */
export const HELLO_LIMIT = 4 * 1024
/** Browsers say hello in the same turn that the socket opens. */
export const HELLO_WITHIN: Ms = 2_000
/** More tabs than anybody opens at once, few enough that 64 KiB each is nothing. */
export const WAITING_LIMIT = 64
/** Two pings unanswered and the peer is gone: a cut network looks alive for hours (§0.10). */
const PING_EVERY: Ms = 10_000
const PINGS_MISSED = 2

/** Close codes of the protocol itself, RFC 6455 §7.4.1. */
const GOING = 1001
const TOO_BIG = 1009

interface Waiting {
  readonly address: string
  /** It waits no longer, for whatever reason. */
  leave(): void
}

/** The only importer of ws. */
export function createSocketServer<Guest>(options: SocketServerOptions<Guest>): SocketServer {
  const { clock } = options
  // A name of its own, because the types of ws lack `closeTimeout`.
  const limits = {
    noServer: true,
    maxPayload: options.limit ?? MESSAGE_LIMIT,
    // A browser sends a message whole; thousands of tiny fragments are an attack (CVE-2026-48779).
    maxFragments: 16,
    maxBufferedChunks: 256,
    // Off: compressing for each socket costs 47 times the CPU, and a small message could inflate to a
    // huge one.
    perMessageDeflate: false,
    handleProtocols: (): false => false,
    // Whoever was refused and does not hang up is cut off, or 64 of them could keep all others out.
    closeTimeout: HELLO_WITHIN,
  }
  const server = new WebSocketServer(limits)
  /** Sockets that have not said hello, the oldest first. */
  const waiting = new Map<WebSocket, Waiting>()

  const welcome = (socket: WebSocket, { socket: { remoteAddress = '' } }: IncomingMessage) => {
    const admitted = () => {
      waiting.delete(socket)
      stopWaiting()
    }
    const refuse = (code: number, why: string) => {
      socket.off('message', first)
      options.onRefused?.(why)
      socket.close(code, why)
    }
    const stopWaiting = clock.wake(clock.now() + HELLO_WITHIN, () =>
      refuse(Close.Late, 'No hello came in time.'),
    )
    const first = (data: RawData, binary: boolean) => {
      if (!waiting.has(socket)) return
      const bytes = asBytes(data)
      if (binary) return refuse(Close.BadMessage, 'The first message must be a hello.')
      if (bytes.length > HELLO_LIMIT) return refuse(TOO_BIG, 'The first message is too long.')
      const greeting = options.greet(bytes.toString('utf8'), remoteAddress)
      if (!greeting.ok) return refuse(greeting.code, greeting.why)
      socket.off('message', first)
      admitted()
      options.onConnection(asPeer(socket), greeting.guest)
    }
    waiting.set(socket, { address: remoteAddress, leave: admitted })
    socket.on('message', first)
    socket.on('close', admitted)
    // ws closes the socket itself, with the code that fits; the reason is for the log.
    socket.on('error', (error) => options.onRefused?.(error.message))
    keepAlive(socket, clock)
  }

  /** Whoever means it says hello at once: the one that has waited for longest does not. */
  function makeRoom(address: string): void {
    const { each = WAITING_LIMIT } = options
    const addresses = [...waiting.values()].map((one) => one.address)
    const count = (of: string) => addresses.filter((one) => one === of).length
    const full = count(address) >= each
    if (!full && waiting.size < WAITING_LIMIT) return
    const most = Math.max(...addresses.map(count))
    // Of a crowd its own, so that a single phone is not pushed out by a neighbour who hammers.
    const crowd = full ? address : addresses.find((one) => count(one) === most)
    for (const [socket, one] of waiting) {
      if (one.address !== crowd) continue
      one.leave()
      options.onRefused?.('Too many sockets have not said hello: the oldest is cut off.')
      return socket.terminate()
    }
  }

  return {
    upgrade(request, socket, head) {
      makeRoom(request.socket.remoteAddress ?? '')
      server.handleUpgrade(request, socket, head, welcome)
    },
    waiting: () => waiting.size,
    close() {
      for (const socket of server.clients) socket.close(GOING, 'The server is stopping.')
      server.close()
    },
  }
}

/** Pings until the socket closes. Counts answers, not time, so that a laptop may sleep. */
function keepAlive(socket: WebSocket, clock: Clock): void {
  let missed = 0
  let stop: Stop = () => {}
  const tick = () => {
    if (missed >= PINGS_MISSED) return socket.terminate()
    missed += 1
    socket.ping()
    stop = clock.wake(clock.now() + PING_EVERY, tick)
  }
  socket.on('pong', () => (missed = 0))
  socket.on('message', () => (missed = 0))
  socket.on('close', () => stop())
  stop = clock.wake(clock.now() + PING_EVERY, tick)
}

function asPeer(socket: WebSocket): Peer {
  const open = () => socket.readyState === socket.OPEN
  return {
    // A peer that is going hears nothing more; its close is already on the way to whoever sends.
    send: (text) => open() && socket.send(text, { binary: false }),
    sendBinary(bytes, left) {
      if (open()) socket.send(bytes, { binary: true }, left)
      else left?.()
    },
    buffered: () => socket.bufferedAmount,
    close: (code, why) => socket.close(code, why),
    onText: (hear) =>
      socket.on('message', (data, binary) => {
        if (!binary) hear(asBytes(data).toString('utf8'))
      }),
    onBinary: (hear) =>
      socket.on('message', (data, binary) => {
        if (binary) hear(asBytes(data))
      }),
    onClose: (hear) => socket.once('close', hear),
  }
}

/** ws gives one Buffer unless told otherwise; the other shapes are in its types all the same. */
function asBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
