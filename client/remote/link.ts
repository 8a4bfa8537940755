import type { Clock } from '../../core/base/clock.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { SUSPECT } from '../../core/protocol/heartbeat.ts'
import { Close } from '../../core/protocol/messages.ts'
import type { RemoteAction, RemoteView, StageMessage } from '../../core/protocol/remote-messages.ts'
import type { TimerAction } from '../../core/talk/timer.ts'
import { createPressInFlight, type PressEnd } from './press-in-flight.ts'
import { createSignIn, type TokenMemory } from './sign-in.ts'
import { createRemoteSocket, type RemoteWire } from './socket.ts'

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
  readonly memory: TokenMemory
}

type Welcome = Extract<StageMessage, { type: 'welcome' }>

/** The phone's connection to the server. What is pressed while nobody hears it is never done later. */
export function createRemoteLink({ open, clock, memory }: RemoteLinkOptions): RemoteLink {
  const changes = createEmitter()
  const ends = createEmitter<[PressEnd]>()
  const signIn = createSignIn(memory)
  let state: LinkState = signIn.hasToken() ? { at: 'lost', view: null } : { at: 'pin', why: '' }
  let beat = 0
  const asked = createPressInFlight(clock, (end) => {
    if (state.at === 'open') become({ ...state, asking: null })
    ends.emit(end)
  })
  const socket = createRemoteSocket(open, clock, {
    hello: () => signIn.hello(),
    message: handle,
    closed,
    lost,
  })

  function become(next: LinkState): void {
    state = next
    changes.emit()
  }
  function closed(code: number, reason: string): void {
    const refused = code === Close.Unauthorised
    const final = code === Close.Gone || code === Close.Version || code === Close.BadMessage
    if (!refused && !final) return lost()
    socket.close()
    if (refused) signIn.refused()
    become({ at: refused ? 'pin' : 'stopped', why: reason })
    asked.lost()
  }
  function lost(): void {
    socket.close()
    if (state.at === 'open') become({ at: 'lost', view: state.view })
    // Nobody knows whether the server checked the PIN, so it is asked for again.
    else if (state.at === 'pairing')
      return become({ at: 'pin', why: 'The laptop does not answer. Is this phone on its network?' })
    asked.lost()
    socket.retry()
  }
  function welcomed(message: Welcome): void {
    signIn.accepted(message.token)
    beat = message.beat
    socket.welcomed()
    const { view, remote } = message
    become({ at: 'open', view, since: clock.now(), remote, asking: null })
  }
  function handle(message: StageMessage): void {
    switch (message.type) {
      case 'welcome':
        return welcomed(message)
      case 'view':
        if (state.at === 'open') become({ ...state, view: message.view, since: clock.now() })
        return
      case 'pressed':
        return asked.answered(message.id, message.done, message.why ?? '')
      case 'tick':
        beat = message.beat
        return
      default:
        message satisfies never
    }
  }

  if (signIn.hasToken()) socket.connect()
  return {
    state: () => state,
    onState: changes.on,
    onPressed: ends.on,
    pin(text) {
      if (state.at !== 'pin') return
      signIn.type(text)
      become({ at: 'pairing' })
      socket.connect()
    },
    press(action, seen) {
      if (state.at !== 'open' || asked.waits() || state.view.place === null) return
      const id = asked.begin(action)
      socket.send({ type: 'press', id, action, seen: seen ?? state.view.place, beat })
      become({ ...state, asking: action })
    },
    timer(action) {
      if (state.at === 'open') socket.send({ type: 'timer', action })
    },
    wake() {
      // Browsers send several events when a page wakes; one attempt is enough.
      if (state.at === 'lost' && socket.age() >= SUSPECT) return socket.connect()
      if (state.at !== 'open' || socket.silence() < SUSPECT) return
      // After a sleep the socket may be dead for minutes before the browser says so.
      become({ at: 'lost', view: state.view })
      asked.lost()
      socket.connect()
    },
    again() {
      if (state.at !== 'stopped') return
      become({ at: 'lost', view: null })
      socket.connect()
    },
  }
}
