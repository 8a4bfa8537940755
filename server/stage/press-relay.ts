import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type { PressAction, Pressed } from '../../core/protocol/messages.ts'
import type { Forwarded, Holder, Lease } from './control-lease.ts'

/** A press in another window or on a phone. */
export interface Press {
  readonly from: Forwarded['from']
  readonly action: PressAction
  /** The place that the presser has seen. The window with control acts only if it is at that place. */
  readonly seen: string
}

export interface Presses {
  /** Asks the window that has control. `answer` hears exactly once. */
  ask(press: Press, answer: (pressed: Pressed) => void): void
  /** A window says that it is awake: it is sent the press with this id, if that still waits for it. */
  awake(id: string, holder: Holder): void
  /** The answer of the window that has control. It is ignored if the press waits no longer. */
  answer(id: string, pressed: Pressed): void
}

/** An awake page answers at once. One that has not answered by now is asleep. */
const ANSWER: Ms = 2_000
const NOBODY = 'no window has the stage'

interface Waiting {
  readonly holder: Holder
  readonly press: Press
  readonly until: Ms
  settle(pressed: Pressed): void
}

/**
 * Passes presses from elsewhere to the window that has control, and its answers back. A sleeping window
 * gets all messages when it wakes, however old they are. So it is first asked whether it is awake, and
 * gets the press only after its answer, with the time that is left to act on it.
 */
export function createPresses(lease: Lease, clock: Clock): Presses {
  const waiting = new Map<string, Waiting>()
  let serial = 0
  lease.onChange((holder) => {
    // A press that waits for a window without control is not done any more.
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
