import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type {
  ClientMessage,
  PressAction,
  Pressed,
  ServerMessage,
} from '../../core/protocol/messages.ts'
import { createAsked } from './pending-requests.ts'
import type { Forwarded } from './types.ts'

const GONE: Pressed = { done: false, why: 'the server is gone' }

/** Presses that this page asks for, and those that it is asked for. */
export function createPresses(send: (message: ClientMessage) => void, clock: Clock) {
  const asked = createAsked<Pressed>()
  const hearers = new Set<(press: Forwarded) => Pressed>()
  /** When this page said that it hears, by the press it was asked for. */
  const awake = new Map<string, Ms>()
  let serial = 0
  return {
    hearers,
    ask(action: PressAction, seen: string): Promise<Pressed> {
      const id = String(++serial)
      return asked.ask(id, () => send({ type: 'press', id, action, seen }))
    },
    woken(id: string): void {
      awake.set(id, clock.now())
      send({ type: 'awake', id })
    },
    asked(press: Forwarded): void {
      const since = awake.get(press.id)
      awake.delete(press.id)
      // The press came after that answer, so it is younger. Whoever made it may have been told by now
      // that nothing was done, and have done something else.
      if (since === undefined || clock.now() - since >= press.within) return
      for (const hear of hearers) send({ type: 'pressed', id: press.id, ...hear(press) })
    },
    answered({ id, done, why = '' }: Extract<ServerMessage, { type: 'pressed' }>): void {
      asked.answer(id, done ? { done } : { done, why })
    },
    lose() {
      awake.clear()
      asked.give(GONE)
    },
    gone: () => Promise.resolve(GONE),
  }
}
