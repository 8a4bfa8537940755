import type { Clock } from '../../../core/base/clock.ts'
import { createEmitter } from '../../../core/base/emitter.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import type {
  ClientMessage,
  PressAction,
  Pressed,
  ServerMessage,
} from '../../../core/protocol/messages.ts'
import { createPendingRequests } from './pending-requests.ts'
import { GONE, type ForwardedPress } from '../types.ts'

const NOT_DONE: Pressed = { done: false, why: GONE }

/** The presses that this page asks another window for, and those that it is asked for. */
export function createPresses(send: (message: ClientMessage) => void, clock: Clock) {
  const pending = createPendingRequests<Pressed>()
  const asked = createEmitter<[ForwardedPress]>()
  /** When this page said that it is awake, by the press that it was asked about. */
  const awake = new Map<string, Ms>()
  let serial = 0
  return {
    ask(action: PressAction, seen: string): Promise<Pressed> {
      const id = String(++serial)
      return pending.ask(id, () => send({ type: 'press', id, action, seen }))
    },
    /** `act` carries out a press, or says why not; the answer goes to whoever pressed. */
    on: (act: (press: ForwardedPress) => Pressed): Stop =>
      asked.on((press) => send({ type: 'pressed', id: press.id, ...act(press) })),
    woken(id: string): void {
      awake.set(id, clock.now())
      send({ type: 'awake', id })
    },
    asked(press: ForwardedPress): void {
      const since = awake.get(press.id)
      awake.delete(press.id)
      // A press is sent after that answer, so it is younger. Once its time is over, whoever pressed has
      // been told that nothing was done, and may have done something else.
      if (since === undefined || clock.now() - since >= press.within) return
      asked.emit(press)
    },
    answered({ id, done, why = '' }: Extract<ServerMessage, { type: 'pressed' }>): void {
      pending.answer(id, done ? { done } : { done, why })
    },
    lose(): void {
      awake.clear()
      pending.answerAll(NOT_DONE)
    },
    gone: () => Promise.resolve(NOT_DONE),
  }
}
