import type { Clock } from '../core/clock.ts'
import type { Ms } from '../core/event.ts'
import type { PressAction, Pressed } from '../core/protocol.ts'
import type { Forwarded, Holder, Lease } from './lease.ts'

/** What another window or a phone asks for. */
export interface Press {
  readonly from: Forwarded['from']
  readonly action: PressAction
  /** The place that whoever presses has seen; the window that has control compares it with its own. */
  readonly seen: string
}

export interface Presses {
  /** Asks the window that has control. `answer` hears exactly once. */
  ask(press: Press, answer: (pressed: Pressed) => void): void
  /** The answer of the window that has control; nothing else that was asked still waits. */
  answer(id: string, pressed: Pressed): void
}

/** A page answers in the turn in which it is asked; one that has not by now is asleep. */
const ANSWER: Ms = 2_000
const NOBODY = 'no window has the stage'

/** Presses from elsewhere on their way to the one window that acts, and its answers back. */
export function createPresses(lease: Lease, clock: Clock): Presses {
  const waiting = new Map<string, { holder: Holder; settle: (pressed: Pressed) => void }>()
  let serial = 0
  lease.onChange((holder) => {
    // A press that went to a window that no longer has control dies with its role.
    for (const one of [...waiting.values()])
      if (one.holder !== holder)
        one.settle({ done: false, why: holder ? 'another window has the stage now' : NOBODY })
  })

  return {
    ask({ from, action, seen }, answer) {
      const holder = lease.current()
      if (!holder) return answer({ done: false, why: NOBODY })
      const id = String(++serial)
      const settle = (pressed: Pressed) => {
        stopWaiting()
        waiting.delete(id)
        answer(pressed)
      }
      const late: Pressed = { done: false, why: 'the window that has the stage does not answer' }
      const stopWaiting = clock.wake(clock.now() + ANSWER, () => settle(late))
      waiting.set(id, { holder, settle })
      holder.press({ id, from, action, seen })
    },
    answer: (id, pressed) => waiting.get(id)?.settle(pressed),
  }
}
