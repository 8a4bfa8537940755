import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import { Close, MESSAGE_LIMIT } from '../../../core/protocol/messages.ts'

/** A browser that is connected and has said hello. */
export interface Peer {
  send(text: string): void
  /** Calls `left` once this process is done with the bytes, sent or not: the caller may reuse them. */
  sendBinary(bytes: Uint8Array, left?: () => void): void
  /** Bytes that still wait in this process to be sent. */
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
  /** Judges the first message, which must be text. `address`: the sender's IP address, `''` if unknown. */
  greet(text: string, address: string): Greeting<Guest>
  onConnection(peer: Peer, guest: Guest): void
  /** The largest message, in bytes; `MESSAGE_LIMIT` where absent. */
  readonly limit?: number
  /** Sockets of one address that may wait to say hello; `WAITING_LIMIT` where absent. */
  readonly each?: number
  /** Hears one line for each refused socket. It never holds what the other side sent. */
  onRefused?(why: string): void
}

export interface SocketServer {
  /** Takes a socket that the request guard has passed (`checkUpgrade`), and no other. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Sockets that have not said hello. */
  waiting(): number
  close: Stop
}

/** Bytes; a hello holds little more than a token and a number. */
export const HELLO_LIMIT = 4 * 1024
/** Browsers say hello in the same turn that the socket opens. */
export const HELLO_WITHIN: Ms = 2_000
/** More tabs than anybody opens at once. With 64 KiB each they cost little memory. */
export const WAITING_LIMIT = 64
/** A peer that leaves two pings unanswered is gone. Without pings a cut network looks alive for hours. */
const PING_EVERY: Ms = 10_000
const PINGS_MISSED = 2

/** Close codes of the protocol itself, RFC 6455 §7.4.1. */
const GOING = 1001
const TOO_BIG = 1009

interface Waiting {
  readonly address: string
  /** Ends its wait: it has said hello, was refused, or is cut off. */
  leave(): void
}

/** The only importer of ws. */
export function createSocketServer<Guest>(options: SocketServerOptions<Guest>): SocketServer {
  const { clock } = options
  // Not written into the call, because the types of ws lack `closeTimeout`.
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
    // A refused client that stays connected is cut off, or 64 of them could keep all others out.
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

  /** Cuts off the socket that has waited longest when too many wait: a browser says hello at once. */
  function makeRoom(address: string): void {
    const { each = WAITING_LIMIT } = options
    const addresses = [...waiting.values()].map((one) => one.address)
    const count = (of: string) => addresses.filter((one) => one === of).length
    const full = count(address) >= each
    if (!full && waiting.size < WAITING_LIMIT) return
    const most = Math.max(...addresses.map(count))
    // An address that opens too many loses one of its own, so that it cannot push out other phones.
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

/** Pings until the socket closes. It counts unanswered pings and not time: a laptop may sleep. */
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
    // A socket that is closing takes nothing more; whoever sends will hear of its close.
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

/** ws gives one Buffer unless configured otherwise; its types allow the other shapes all the same. */
function asBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
