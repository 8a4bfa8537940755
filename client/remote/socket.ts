import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { CHECK, check, heard, newPulse } from '../../core/protocol/heartbeat.ts'
import {
  decodeStage,
  encodeRemote,
  type RemoteMessage,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'

/** The part of a WebSocket that is used here, so that a test can be the network. */
export interface RemoteWire {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  send(text: string): void
  close(): void
}

export interface RemoteSocketEvents {
  /** What is sent first on a new socket. */
  hello(): RemoteMessage
  message(message: StageMessage): void
  /** The server closed the socket, or the network did. */
  closed(code: number, reason: string): void
  /** The socket never opened, or the server is silent. */
  lost(): void
}

/** One socket at a time. Messages of an earlier one are ignored. */
export interface RemoteSocket {
  /** Opens a socket; one that is open already is closed first. */
  connect(): void
  /** Connects after a short wait, unless something else is done before. */
  retry(): void
  send(message: RemoteMessage): void
  /** The server let this phone in: the heartbeat begins. */
  welcomed(): void
  close(): void
  /** For how long nothing was heard from the server. */
  silence(): Ms
  /** How long ago the newest socket was opened; Infinity if none was. */
  age(): Ms
}

/** Between two attempts to connect. */
const RETRY: Ms = 700
/** A lost network may swallow an attempt to connect, so it is given up after this. */
const OPENS_WITHIN: Ms = 3_000

export function createRemoteSocket(
  open: () => RemoteWire,
  clock: Clock,
  on: RemoteSocketEvents,
): RemoteSocket {
  let wire: RemoteWire | null = null
  let pulse = newPulse(clock.now())
  let opened = -Infinity
  let stopTimer: Stop = () => {}

  function send(message: RemoteMessage): void {
    wire?.send(encodeRemote(message))
  }
  function close(): void {
    stopTimer()
    const socket = wire
    wire = null
    socket?.close()
  }
  function connect(): void {
    close()
    const socket = open()
    wire = socket
    opened = clock.now()
    stopTimer = clock.wake(opened + OPENS_WITHIN, () => on.lost())
    socket.onopen = () => {
      if (wire === socket) send(on.hello())
    }
    socket.onmessage = ({ data }) => {
      if (wire !== socket || typeof data !== 'string') return
      const message = decodeStage(data)
      pulse = heard(pulse, clock.now())
      if (message) on.message(message)
    }
    socket.onclose = ({ code, reason }) => {
      if (wire === socket) on.closed(code, reason)
    }
  }
  function watch(): void {
    stopTimer = clock.wake(clock.now() + CHECK, () => {
      const [next, verdict] = check(pulse, clock.now())
      pulse = next
      if (verdict === 'lost') return on.lost()
      if (verdict === 'ask') send({ type: 'tick' })
      watch()
    })
  }

  return {
    connect,
    retry() {
      stopTimer = clock.wake(clock.now() + RETRY, connect)
    },
    send,
    welcomed() {
      stopTimer()
      pulse = newPulse(clock.now())
      watch()
    },
    close,
    silence: () => clock.now() - pulse.heard,
    age: () => clock.now() - opened,
  }
}
