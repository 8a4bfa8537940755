import { createRateLimit } from '../../../core/base/rate-limit.ts'
import { Close, type ClientMessage } from '../../../core/protocol/messages.ts'
import type { Peer } from './socket-server.ts'
import { OFTEN, type Around, type WindowContext } from './window-context.ts'

/** Messages of one window that all others hear of: at once, and in a second after that. */
const BURST = 20
const PER_SECOND = 10
/** Terminals that are followed: a page that begins may ask for each pane of a deck. */
const FOLLOW = { burst: 1_000, second: 100 }

/** Acts on what every window may ask for. False: only the window that has control may ask for that. */
export function createAnyWindow(
  peer: Pick<Peer, 'close'>,
  { send, holder, channels, mayWork }: WindowContext,
  around: Around,
): (message: ClientMessage) => boolean {
  const { lease, presses, timer, clock, room } = around
  const may = createRateLimit(clock, BURST, PER_SECOND)
  const mayFollow = createRateLimit(clock, FOLLOW.burst, FOLLOW.second)
  const tooOften = ({ type }: ClientMessage) => send({ type: 'refused', what: type, why: OFTEN })

  /** Looks at a deck now. Of its approved demos it runs what they require, and nothing else. */
  function look(deck: string): void {
    const why = 'there is nobody to look, or no such deck'
    const looking = room?.check(deck) ?? Promise.resolve(null)
    void looking.then((health) =>
      send(health ? { type: 'health', health } : { type: 'refused', what: 'check', why }),
    )
  }

  return (message) => {
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
}
