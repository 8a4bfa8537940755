import type { Clock } from '../../../core/base/clock.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Stop } from '../../../core/base/event.ts'
import { createRateLimit } from '../../../core/base/rate-limit.ts'
import { TICK } from '../../../core/protocol/heartbeat.ts'
import { Close, PROTOCOL, decodeClient, encode } from '../../../core/protocol/messages.ts'
import type { Role, ServerMessage } from '../../../core/protocol/messages.ts'
import type { Forwarded, Holder } from '../../stage/control-lease.ts'
import { createAnyWindow } from './any-window.ts'
import type { Presenter } from './authenticate.ts'
import { createChannels, type Channels } from './channels.ts'
import { createControllingWindow } from './controlling-window.ts'
import type { Peer } from './socket-server.ts'
import type { Around } from './window-context.ts'
import { sendWindowEvents } from './window-events.ts'

/** Messages that make work: a page that begins may ask about each of a hundred demos. */
const WORK = { burst: 200, second: 20 }

type Send = (message: ServerMessage) => void

/**
 * One window of the stage, from its welcome to its end. At each message it is asked whether the window
 * has control, so that what it sent before a hand-over does nothing after it.
 */
export function serveWindow(peer: Peer, guest: Presenter, around: Around): void {
  const { hub, lease, clock } = around
  const send: Send = (message) => peer.send(encode(message))
  const channels: Channels = createChannels(peer, send, {
    hub,
    clock,
    steers: () => lease.holds(holder),
  })
  // Who has control has changed: every terminal is followed anew, from a snapshot.
  const holder = createHolder(send, () => channels.follow())
  const mayWork = createRateLimit(clock, WORK.burst, WORK.second)
  const window = { send, holder, channels, mayWork }
  const watch = createAnyWindow(peer, window, around)
  const { control, stop: passOnPosition } = createControllingWindow(window, around)

  const leave = lease.enter(holder, guest)
  const token = guest.token?.reveal()
  send({
    type: 'welcome',
    protocol: PROTOCOL,
    role: lease.holds(holder) ? 'presenter' : 'mirror',
    ...defined({ token }),
    saves: hub.saves(),
    position: hub.position(),
    live: hub.live(),
  })
  const stopEvents = sendWindowEvents(send, holder, around)
  const stopHeartbeat = heartbeat(clock, send)

  peer.onText((text) => {
    const message = decodeClient(text)
    if (!message) return peer.close(Close.BadMessage, 'That message is not understood.')
    if (watch(message)) return
    if (lease.holds(holder)) return control(message)
    send({ type: 'refused', what: message.type, why: 'another window has control' })
  })
  peer.onBinary(() => peer.close(Close.BadMessage, 'That message is not understood.'))
  peer.onClose(() => {
    passOnPosition()
    channels.stop()
    leave()
    stopEvents()
    stopHeartbeat()
  })
}

/** The window as the lease sees it. `onRole`: its role has changed; the first is told by the welcome. */
function createHolder(send: Send, onRole: () => void): Holder {
  let first = true
  return {
    role(role: Role) {
      if (first) return void (first = false)
      send({ type: 'role', role })
      onRole()
    },
    wake: (id: string) => send({ type: 'wake', id }),
    press: (press: Forwarded) => send({ type: 'press', ...press }),
  }
}

/** Ticks tell the page that this server is there although nothing happens. */
function heartbeat(clock: Clock, send: Send): Stop {
  let stop: Stop = () => {}
  function beat(): void {
    stop = clock.wake(clock.now() + TICK, () => {
      send({ type: 'tick' })
      beat()
    })
  }
  beat()
  return () => stop()
}
