import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type { PressAction, Pressed } from '../../core/protocol/messages.ts'
import type { Forwarded, Holder, Lease } from './control-lease.ts'

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
  /** A window says that it hears: what was asked and still waits for it is sent. */
  awake(id: string, holder: Holder): void
  /** The answer of the window that has control; nothing else that was asked still waits. */
  answer(id: string, pressed: Pressed): void
}

/** A page answers in the turn in which it is asked; one that has not by now is asleep. */
const ANSWER: Ms = 2_000
const NOBODY = 'no window has the stage'

interface Waiting {
  readonly holder: Holder
  readonly press: Press
  readonly until: Ms
  settle(pressed: Pressed): void
}

/**
 * Presses from elsewhere on their way to the one window that acts, and its answers back. A window that
 * sleeps finds all that it was sent when it wakes, however old: it is sent a press only once it has
 * said that it hears, and with the time for which the press still holds.
 */
export function createPresses(lease: Lease, clock: Clock): Presses {
  const waiting = new Map<string, Waiting>()
  let serial = 0
  lease.onChange((holder) => {
    // A press that went to a window that no longer has control dies with its role.
    for (const one of [...waiting.values()])
      if (one.holder !== holder)
        one.settle({ done: false, why: holder ? 'another window has the stage now' : NOBODY })
  })

  return {
    ask(press, answer) {
      const holder = lease.current()
      if (!holder) return answer({ done: false, why: NOBODY })
      const id = String(++serial)
      const settle = (pressed: Pressed) => {
        stopWaiting()
        waiting.delete(id)
        answer(pressed)
      }
      const until = clock.now() + ANSWER
      const late: Pressed = { done: false, why: 'the window that has the stage does not answer' }
      const stopWaiting = clock.wake(until, () => settle(late))
      waiting.set(id, { holder, press, until, settle })
      holder.wake(id)
    },
    awake(id, holder) {
      const one = waiting.get(id)
      if (one?.holder !== holder) return
      const within = Math.max(0, Math.round(one.until - clock.now()))
      holder.press({ id, ...one.press, within })
    },
    answer: (id, pressed) => waiting.get(id)?.settle(pressed),
  }
}
