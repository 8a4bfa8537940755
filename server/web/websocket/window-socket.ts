import type { Clock } from '../../../core/base/clock.ts'
import type { PaneId } from '../../../core/demo/model.ts'
import type { Stop } from '../../../core/base/event.ts'
import { TICK } from '../../../core/protocol/heartbeat.ts'
import { createRateLimit, createRateLimitedSender } from '../../../core/base/rate-limit.ts'
import { Close, PROTOCOL, decodeClient, encode } from '../../../core/protocol/messages.ts'
import type { ClientMessage, Role, ServerMessage } from '../../../core/protocol/messages.ts'
import { createChannels } from './channels.ts'
import type { Followed } from './channels.ts'
import type { Peer } from './socket-server.ts'
import type { HealthMonitor } from '../../health/monitor.ts'
import type { Presenter } from './authenticate.ts'
import { movedTo, type Position } from '../../../core/protocol/position.ts'
import type { Hub } from '../../stage/hub.ts'
import type { Forwarded, Lease } from '../../stage/control-lease.ts'
import { sendWindowEvents } from './window-events.ts'
import type { Presses } from '../../stage/press-relay.ts'
import type { RemoteNotice } from '../../stage/pairing-state.ts'
import type { TalkTimer } from '../../stage/talk-timer.ts'

/** Messages of one window that all others hear of: at once, and in a second after that. */
const BURST = 20
const PER_SECOND = 10
/** Messages that make work: a page that begins may ask about each of a hundred demos. */
const WORK = { burst: 200, second: 20 }
/** Terminals that are followed: a page that begins may ask for each pane of a deck. */
const FOLLOW = { burst: 1_000, second: 100 }
/** Moves of the deck: a key that is held down makes 30 in a second. */
const MOVES = { burst: 60, second: 40 }
const OFTEN = 'that was asked for too often'

/** What starts, asks or reads something, of what only the window with control may say. */
const MAKES_WORK: ReadonlySet<ClientMessage['type']> = new Set([
  ...(['perform', 'open', 'rescue', 'rejoin', 'give', 'inspect', 'approve'] as const),
])

/** What the windows of one stage share. */
export interface Around {
  readonly hub: Hub<Followed>
  readonly lease: Lease
  readonly presses: Presses
  readonly timer: TalkTimer
  readonly clock: Clock
  /** Absent: nobody looks at how the decks are. */
  readonly room?: HealthMonitor
  /** Absent: no phone may join. */
  readonly phones?: RemoteNotice
}

/**
 * One window of the stage, from its welcome to its end. What only the presenter may do is asked at
 * each message, so that what a window sent before a hand-over does nothing after it.
 */
export function serveWindow(
  peer: Peer,
  guest: Presenter,
  { hub, lease, presses, timer, clock, room, phones }: Around,
): void {
  const stops: Stop[] = []
  let role: Role | null = null
  const send = (message: ServerMessage) => peer.send(encode(message))
  const holder = {
    role(now: Role) {
      const first = role === null
      role = now
      if (first) return
      send({ type: 'role', role: now })
      // Who steers has changed: every terminal is followed anew, from a snapshot.
      channels.follow()
    },
    wake: (id: string) => send({ type: 'wake', id }),
    press: (press: Forwarded) => send({ type: 'press', ...press }),
  }
  const steers = () => lease.holds(holder)
  /** What every window is told of, whoever sent it. */
  const may = createRateLimit(clock, BURST, PER_SECOND)
  const mayWork = createRateLimit(clock, WORK.burst, WORK.second)
  const mayFollow = createRateLimit(clock, FOLLOW.burst, FOLLOW.second)
  const moves = createRateLimitedSender<Position>(
    clock,
    { rate: createRateLimit(clock, MOVES.burst, MOVES.second), look: 1_000 / MOVES.second },
    // What a window said before it gave control away moves nothing after that.
    (to) => steers() && hub.move(to),
    // Each names only what has changed.
    movedTo,
  )
  const channels = createChannels(peer, send, { hub, clock, steers })
  stops.push(lease.enter(holder, guest))
  const token = guest.token?.reveal()
  send({
    type: 'welcome',
    protocol: PROTOCOL,
    role: role ?? 'mirror',
    ...(token === undefined ? {} : { token }),
    saves: hub.saves(),
    position: hub.position(),
    live: hub.live(),
  })
  stops.push(sendWindowEvents(send, holder, { hub, lease, timer, room, phones }))
  beat()

  function beat(): void {
    const stop = clock.wake(clock.now() + TICK, () => {
      stops.splice(stops.indexOf(stop), 1)
      send({ type: 'tick' })
      beat()
    })
    stops.push(stop)
  }

  const hearer = (intent: string) => (pane: PaneId) => ({
    phase: (phase: 'setup' | 'typing' | 'running') => send({ type: 'phase', intent, pane, phase }),
    outcome(outcome: Extract<ServerMessage, { type: 'outcome' }>['outcome']) {
      // What a step printed arrives before what became of it, whatever its window still holds.
      channels.wake()
      send({ type: 'outcome', intent, pane, outcome })
    },
  })

  /** Looks at a deck now. It runs what the demos require and nothing else, and that of approved ones. */
  function look(deck: string): void {
    const why = 'there is nobody to look, or no such deck'
    const looking = room?.check(deck) ?? Promise.resolve(null)
    void looking.then((health) =>
      send(health ? { type: 'health', health } : { type: 'refused', what: 'check', why }),
    )
  }

  function tooOften({ type }: ClientMessage): void {
    send({ type: 'refused', what: type, why: OFTEN })
  }

  /** The answer for which whoever asked waits: nothing was done, and why. */
  function refuse(message: ClientMessage): void {
    switch (message.type) {
      case 'perform': {
        const outcome = { ok: false, why: 'missing', detail: OFTEN } as const
        const { intent, panes } = message
        return panes.forEach((pane) => send({ type: 'outcome', intent, pane, outcome }))
      }
      case 'open':
        return send({ type: 'opened', demo: message.demo, pane: message.pane, why: OFTEN })
      case 'rejoin':
        return send({ type: 'rejoined', demo: message.demo, step: message.step, ok: false })
      case 'inspect':
        return send({ type: 'inspected', demo: message.demo, sheet: null, why: OFTEN })
      case 'approve':
        return send({ type: 'approved', demo: message.demo, why: OFTEN })
      default:
        return tooOften(message)
    }
  }

  /** What every window may do. */
  function watch(message: ClientMessage): boolean {
    switch (message.type) {
      case 'tick':
        send({ type: 'tick' })
        return true
      case 'check':
        if (mayWork()) look(message.deck)
        else tooOften(message)
        return true
      case 'take':
        if (may()) lease.take(holder)
        else tooOften(message)
        return true
      case 'attach':
        if (mayFollow()) channels.attach(message.channel, message.demo, message.pane)
        else peer.close(Close.TooSlow, 'This page asks for too many terminals.')
        return true
      case 'detach':
        channels.detach(message.channel)
        return true
      case 'press': {
        const { id, action, seen } = message
        const often = { done: false, why: 'that was pressed too often' } as const
        if (!may()) return (send({ type: 'pressed', id, ...often }), true)
        const press = { from: 'window', action, seen } as const
        presses.ask(press, (pressed) => send({ type: 'pressed', id, ...pressed }))
        return true
      }
      case 'timer':
        if (may()) timer.act(message.action)
        else tooOften(message)
        return true
      case 'ack':
        channels.parsed(message.channel, message.bytes)
        return true
      default:
        return false
    }
  }

  /** What the window that holds the lease may do. */
  function control(message: ClientMessage): void {
    if (MAKES_WORK.has(message.type) && !mayWork()) return refuse(message)
    switch (message.type) {
      case 'perform': {
        const { intent, demo, step, panes } = message
        const why = hub.perform(intent, demo, step, panes, hearer(intent))
        if (why === null) return
        const outcome = { ok: false, why: 'missing', detail: why } as const
        return panes.forEach((pane) => send({ type: 'outcome', intent, pane, outcome }))
      }
      case 'resume': {
        const { intent, pane } = message
        if (hub.resume(intent, pane, hearer(intent)(pane))) return
        const outcome = { ok: false, why: 'missing', detail: 'nobody knows that step' } as const
        return send({ type: 'outcome', intent, pane, outcome })
      }
      case 'hurry':
        return hub.hurry(message.intent, message.pane)
      case 'cancel':
        return hub.cancel(message.intent, message.pane)
      case 'open': {
        const { demo, pane } = message
        return void hub
          .openShell(demo, pane)
          .then((why) => send({ type: 'opened', demo, pane, why }))
      }
      case 'input':
        return hub.input(message.demo, message.pane, message.data)
      case 'rescue':
        return void hub.rescue(message.demo)
      case 'rejoin': {
        const { demo, step } = message
        return void hub.rejoin(demo, step).then((ok) => send({ type: 'rejoined', demo, step, ok }))
      }
      case 'give': {
        const why = 'there is no other window of the deck'
        return lease.give(holder) ? undefined : send({ type: 'refused', what: 'give', why })
      }
      case 'awake':
        return presses.awake(message.id, holder)
      case 'pressed': {
        const { id, done, why = '' } = message
        return presses.answer(id, done ? { done } : { done, why })
      }
      case 'position':
        return moves.tell(message.position)
      case 'inspect': {
        const { demo } = message
        const found = hub.sheet(demo)
        if (found.ok) return send({ type: 'inspected', demo, sheet: found.value })
        return send({ type: 'inspected', demo, sheet: null, why: found.why })
      }
      case 'approve': {
        const { demo, hash } = message
        const why = hub.approve(demo, hash)
        return send({ type: 'approved', demo, ...(why === null ? {} : { why }) })
      }
      default:
        return send({ type: 'refused', what: message.type, why: 'that is not for now' })
    }
  }

  peer.onText((text) => {
    const message = decodeClient(text)
    if (!message) return peer.close(Close.BadMessage, 'That message is not understood.')
    if (watch(message)) return
    if (lease.holds(holder)) return control(message)
    send({ type: 'refused', what: message.type, why: 'another window has control' })
  })
  peer.onBinary(() => peer.close(Close.BadMessage, 'That message is not understood.'))
  peer.onClose(() => {
    // A reload finds the stage where it stood last.
    moves.flush()
    channels.stop()
    for (const stop of stops) stop()
  })
}
