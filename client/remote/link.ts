import type { Clock } from '../../core/base/clock.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { CHECK, check, heard, newPulse, SUSPECT } from '../../core/protocol/heartbeat.ts'
import { Close } from '../../core/protocol/messages.ts'
import {
  decodeStage,
  encodeRemote,
  REMOTE_PROTOCOL,
  type RemoteAction,
  type RemoteMessage,
  type RemoteView,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'
import type { TimerAction } from '../../core/talk/timer.ts'

/** The part of a WebSocket that is used here, so that a test can be the network. */
export interface RemoteWire {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
  send(text: string): void
  close(): void
}

export type LinkState =
  /** The PIN has to be typed. */
  | { readonly at: 'pin'; readonly why: string }
  /** The server is checking the PIN. */
  | { readonly at: 'pairing' }
  /** Nothing can be pressed until the link has reconnected, which it does by itself. */
  | { readonly at: 'lost'; readonly view: RemoteView | null }
  /** `since`: when the view arrived, on this page's clock. */
  | {
      readonly at: 'open'
      readonly view: RemoteView
      readonly since: Ms
      readonly remote: number
      /** A press that has not been answered. */
      readonly asking: RemoteAction | null
    }
  /** The server closed the link for good; only `again` opens it. */
  | { readonly at: 'stopped'; readonly why: string }

export type PressEnd = {
  readonly action: RemoteAction
  readonly done: boolean
  readonly why: string
}

export interface RemoteLink {
  state(): LinkState
  onState(hear: () => void): Stop
  /** Hears what became of each press. */
  onPressed(hear: (end: PressEnd) => void): Stop
  pin(text: string): void
  /**
   * Does nothing unless the link is open and no other press waits: no press is ever sent later. `seen`: the
   * state of the stage that it was made on; absent: the one that is shown now.
   */
  press(action: RemoteAction, seen?: string): void
  timer(action: TimerAction): void
  /** The page is visible again or the network is back: a socket that was silent for a while is given up. */
  wake(): void
  /** After `stopped`: makes this phone the remote again. */
  again(): void
}

export interface RemoteLinkOptions {
  readonly open: () => RemoteWire
  readonly clock: Clock
  /** Where the token is kept on this phone. */
  readonly memory: { read(): string | undefined; write(token: string | undefined): void }
}

/** Between two attempts to connect. */
const RETRY: Ms = 700
/** A lost network may swallow an attempt to connect, so it is given up after this. */
const OPENS_WITHIN: Ms = 3_000
/** The stage answers in milliseconds, and the server gives up on it after two seconds. */
const ANSWER: Ms = 3_000

const UNSURE = 'no answer came: look at the stage before you press again'

/** The phone's connection to the server. What is pressed while nobody hears it is never done later. */
export function createRemoteLink(options: RemoteLinkOptions): RemoteLink {
  const { clock, memory } = options
  const changes = createEmitter()
  const ends = createEmitter<[PressEnd]>()
  let token = memory.read()
  let pin: string | undefined
  let state: LinkState = token === undefined ? { at: 'pin', why: '' } : { at: 'lost', view: null }
  let wire: RemoteWire | null = null
  let pulse = newPulse(clock.now())
  /** When the newest socket was opened. */
  let opened = -Infinity
  let beat = 0
  let serial = 0
  let asked: { readonly id: string; readonly action: RemoteAction; readonly stop: Stop } | null =
    null
  let stopTimer: Stop = () => {}

  function become(next: LinkState): void {
    state = next
    changes.emit()
  }
  function settle(done: boolean, why: string): void {
    if (!asked) return
    const { action, stop } = asked
    asked = null
    stop()
    if (state.at === 'open') become({ ...state, asking: null })
    ends.emit({ action, done, why })
  }
  function send(message: RemoteMessage): void {
    wire?.send(encodeRemote(message))
  }

  function connect(): void {
    drop()
    const socket = options.open()
    wire = socket
    opened = clock.now()
    stopTimer = clock.wake(clock.now() + OPENS_WITHIN, () => lose())
    socket.onopen = () => {
      if (wire !== socket) return
      const hello = { type: 'hello', protocol: REMOTE_PROTOCOL } as const
      if (token !== undefined) send({ ...hello, token })
      else send(pin === undefined ? hello : { ...hello, pin })
    }
    socket.onmessage = ({ data }) => {
      if (wire !== socket || typeof data !== 'string') return
      const message = decodeStage(data)
      pulse = heard(pulse, clock.now())
      if (message) handle(message)
    }
    socket.onclose = ({ code, reason }) => {
      if (wire === socket) closed(code, reason)
    }
  }
  /** Closes the socket; messages that still come from it are ignored. */
  function drop(): void {
    stopTimer()
    const socket = wire
    wire = null
    socket?.close()
  }
  function closed(code: number, reason: string): void {
    if (code === Close.Unauthorised) {
      drop()
      pin = undefined
      if (token !== undefined) memory.write(undefined)
      token = undefined
      become({ at: 'pin', why: reason })
      return settle(false, UNSURE)
    }
    if (code === Close.Gone || code === Close.Version || code === Close.BadMessage) {
      drop()
      become({ at: 'stopped', why: reason })
      return settle(false, UNSURE)
    }
    lose()
  }
  function lose(): void {
    drop()
    if (state.at === 'open') become({ at: 'lost', view: state.view })
    // Nobody knows whether the server checked the PIN, so it is asked for again.
    else if (state.at === 'pairing')
      return become({ at: 'pin', why: 'The laptop does not answer. Is this phone on its network?' })
    settle(false, UNSURE)
    stopTimer = clock.wake(clock.now() + RETRY, connect)
  }
  function watch(): void {
    stopTimer = clock.wake(clock.now() + CHECK, () => {
      const [next, verdict] = check(pulse, clock.now())
      pulse = next
      if (verdict === 'lost') return lose()
      if (verdict === 'ask') send({ type: 'tick' })
      watch()
    })
  }

  function handle(message: StageMessage): void {
    switch (message.type) {
      case 'welcome':
        if (message.token !== undefined) {
          token = message.token
          memory.write(token)
        }
        pin = undefined
        beat = message.beat
        stopTimer()
        pulse = newPulse(clock.now())
        watch()
        return become({
          at: 'open',
          view: message.view,
          since: clock.now(),
          remote: message.remote,
          asking: null,
        })
      case 'view':
        if (state.at === 'open') become({ ...state, view: message.view, since: clock.now() })
        return
      case 'pressed':
        if (asked?.id === message.id) settle(message.done, message.why ?? '')
        return
      case 'tick':
        beat = message.beat
        return
      default:
        message satisfies never
    }
  }

  if (token !== undefined) connect()
  return {
    state: () => state,
    onState: changes.on,
    onPressed: ends.on,
    pin(text) {
      if (state.at !== 'pin') return
      pin = text
      become({ at: 'pairing' })
      connect()
    },
    press(action, seen) {
      if (state.at !== 'open' || asked || state.view.place === null) return
      const id = String(++serial)
      const stop = clock.wake(clock.now() + ANSWER, () => settle(false, UNSURE))
      asked = { id, action, stop }
      send({ type: 'press', id, action, seen: seen ?? state.view.place, beat })
      become({ ...state, asking: action })
    },
    timer(action) {
      if (state.at === 'open') send({ type: 'timer', action })
    },
    wake() {
      // Browsers send several events when a page wakes; one attempt is enough.
      if (state.at === 'lost' && clock.now() - opened >= SUSPECT) return connect()
      if (state.at !== 'open' || clock.now() - pulse.heard < SUSPECT) return
      // After a sleep the socket may be dead for minutes before the browser says so.
      become({ at: 'lost', view: state.view })
      settle(false, UNSURE)
      connect()
    },
    again() {
      if (state.at !== 'stopped') return
      become({ at: 'lost', view: null })
      connect()
    },
  }
}
