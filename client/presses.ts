import type { ClientMessage, PressAction, Pressed, ServerMessage } from '../core/protocol.ts'
import { createAsked } from './asked.ts'
import type { Forwarded } from './wire.ts'

const GONE: Pressed = { done: false, why: 'the server is gone' }

/** Presses that this page asks for, and those that it is asked for. */
export function createPresses(send: (message: ClientMessage) => void) {
  const asked = createAsked<Pressed>()
  const hearers = new Set<(press: Forwarded) => Pressed>()
  let serial = 0
  return {
    hearers,
    ask(action: PressAction, seen: string): Promise<Pressed> {
      const id = String(++serial)
      return asked.ask(id, () => send({ type: 'press', id, action, seen }))
    },
    asked(press: Forwarded): void {
      for (const hear of hearers) send({ type: 'pressed', id: press.id, ...hear(press) })
    },
    answered({ id, done, why = '' }: Extract<ServerMessage, { type: 'pressed' }>): void {
      asked.answer(id, done ? { done } : { done, why })
    },
    lose: () => asked.give(GONE),
    gone: () => Promise.resolve(GONE),
  }
}
