import type { Clock } from '../core/clock.ts'
import type { PaneId } from '../core/demo.ts'
import type { Stop } from '../core/event.ts'
import { TICK } from '../core/heartbeat.ts'
import { createRate } from '../core/rate.ts'
import { Close, PROTOCOL, decodeClient, encode } from '../core/protocol.ts'
import type { ClientMessage, Role, ServerMessage } from '../core/protocol.ts'
import { createChannels } from './channels.ts'
import type { Followed } from './channels.ts'
import type { Peer } from './door.ts'
import type { GreenRoom } from './green-room.ts'
import type { Presenter } from './hello.ts'
import type { Hub } from './hub.ts'
import type { Forwarded, Lease } from './lease.ts'
import { tellNews } from './news.ts'
import type { Presses } from './presses.ts'
import type { RemoteNotice } from './remote-notice.ts'
import type { TalkTimer } from './timer.ts'

/** Messages of one window that all others hear of: at once, and in a second after that. */
const BURST = 20
const PER_SECOND = 10

/** What the windows of one stage share. */
export interface Around {
  readonly hub: Hub<Followed>
  readonly lease: Lease
  readonly presses: Presses
  readonly timer: TalkTimer
  readonly clock: Clock
  /** Absent: nobody looks at how the decks are. */
  readonly room?: GreenRoom
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
  const may = createRate(clock, BURST, PER_SECOND)
  const channels = createChannels(peer, send, { hub, clock, steers })
  stops.push(lease.enter(holder, guest))
  const token = guest.token?.reveal()
  send({
    type: 'welcome',
    protocol: PROTOCOL,
    role: role ?? 'mirror',
    ...(token === undefined ? {} : { token }),
    position: hub.position(),
    live: hub.live(),
  })
  stops.push(tellNews(send, holder, { hub, lease, timer, room, phones }))
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
    send({ type: 'refused', what: type, why: 'that was asked for too often' })
  }

  /** What every window may do. */
  function watch(message: ClientMessage): boolean {
    switch (message.type) {
      case 'tick':
        send({ type: 'tick' })
        return true
      case 'check':
        look(message.deck)
        return true
      case 'take':
        if (may()) lease.take(holder)
        else tooOften(message)
        return true
      case 'attach':
        channels.attach(message.channel, message.demo, message.pane)
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
        return hub.move(message.position)
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
    channels.stop()
    for (const stop of stops) stop()
  })
}
