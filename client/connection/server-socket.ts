import type { Stop } from '../../core/base/event.ts'
import { decodeFrame, type BinaryFrame } from '../../core/protocol/binary-frame.ts'
import { CHECK, check, heard, newPulse } from '../../core/protocol/heartbeat.ts'
import {
  Close,
  PROTOCOL,
  decodeServer,
  encode,
  type ClientMessage,
  type Role,
  type ServerMessage,
} from '../../core/protocol/messages.ts'
import type { ConnectionOptions, Wire } from './types.ts'

/** Milliseconds between two attempts to reconnect: short enough to be back for the next step. */
const RETRY = 1_000

export interface SocketEvents {
  /** The role that this page had last; a presenter that reconnects asks for control again. */
  role(): Role | null
  message(message: ServerMessage): void
  frame(frame: BinaryFrame): void
  /**
   * The socket is gone. Null: the server is lost, and another attempt follows. Otherwise the server
   * turned this page away, why is said for people, and nothing more is tried.
   */
  lost(refusal: string | null): void
}

/** One socket at a time: it says hello, is watched by a heartbeat, and is opened again after a loss. */
export interface ServerSocket {
  /** Opens a socket; one that is open already is closed first. */
  connect(): void
  readonly connected: boolean
  send(message: ClientMessage): void
  /** The server let this page in: the heartbeat begins, and the token is kept for the next hello. */
  welcomed(token: string | undefined): void
  /** A fresh ticket for the next hello. */
  admit(ticket: string): void
  close(): void
}

export function createServerSocket(options: ConnectionOptions, on: SocketEvents): ServerSocket {
  const { clock, secrets, page } = options
  let { project } = options
  let wire: Wire | null = null
  let pulse = newPulse(clock.now())
  let stopTimer: Stop = () => {}

  function send(message: ClientMessage): void {
    wire?.send(encode(message))
  }
  function hello(socket: Wire): void {
    // With a ticket and a token, the ticket is for a server that does not know the token.
    const asMirror = options.as !== undefined && on.role() !== 'presenter'
    const as = asMirror ? { as: options.as } : {}
    socket.send(encode({ type: 'hello', protocol: PROTOCOL, ...secrets, ...as, page }))
  }
  function connect(): void {
    close()
    const socket = options.open()
    wire = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => hello(socket)
    socket.onmessage = ({ data }) => {
      if (wire !== socket) return
      pulse = heard(pulse, clock.now())
      receive(data)
    }
    socket.onclose = ({ code }) => {
      if (wire === socket) lose(code)
    }
  }
  function receive(data: unknown): void {
    if (typeof data === 'string') {
      const message = decodeServer(data)
      if (message) on.message(message)
    } else if (data instanceof ArrayBuffer) {
      const frame = decodeFrame(new Uint8Array(data))
      if (frame) on.frame(frame)
    }
  }
  function close(): void {
    stopTimer()
    const socket = wire
    wire = null
    socket?.close()
  }
  function lose(code: number): void {
    close()
    const refusal = refusalOf(code, { project, shown: Object.keys(secrets).length > 0 })
    if (code === Close.Unauthorised) delete secrets.ticket
    on.lost(refusal)
    if (refusal === null) stopTimer = clock.wake(clock.now() + RETRY, connect)
  }
  function beat(): void {
    stopTimer = clock.wake(clock.now() + CHECK, () => {
      const [next, verdict] = check(pulse, clock.now())
      pulse = next
      if (verdict === 'ask') send({ type: 'tick' })
      if (verdict === 'lost') lose(0)
      else beat()
    })
  }

  return {
    connect,
    get connected() {
      return wire !== null
    },
    send,
    welcomed(token) {
      if (token !== undefined) {
        secrets.token = token
        delete secrets.ticket
        options.keep(token)
      }
      // A server that turns this page away from now on is another one: what it shows is not known.
      project = null
      pulse = newPulse(clock.now())
      stopTimer()
      beat()
    },
    admit(ticket) {
      secrets.ticket = ticket
    },
    close,
  }
}

/**
 * Why the server turned this page away, for people, by the code with which it closed; null where it did
 * not. `project`: what the server of this page shows, null where unknown. `shown`: whether this page had
 * a ticket or a token to show.
 */
export function refusalOf(
  code: number,
  { project, shown }: { readonly project: string | null; readonly shown: boolean },
): string | null {
  if (code === Close.Unauthorised) {
    const not = shown
      ? `this link was used before, or is of another server than this one${project === null ? '' : `, which shows the project ${project}`}`
      : `not a window of the stage${project === null ? '' : ` of the project ${project}`}`
    return `${not}; only recordings beside it: Enter, where cuecast runs, prints a fresh link`
  }
  if (code === Close.Version) return 'this page is older than the server; reload it'
  if (code === Close.BadMessage) return 'the server did not understand this page; reload it'
  return null
}
