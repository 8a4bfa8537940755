import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { RemoteAction } from '../../core/protocol/remote-messages.ts'

export type PressEnd = {
  readonly action: RemoteAction
  readonly done: boolean
  readonly why: string
}

/** The press that has not been answered. There is one at a time. */
export interface PressInFlight {
  waits(): boolean
  /** Begins to wait for the answer to a press. Returns the id under which it is sent. */
  begin(action: RemoteAction): string
  /** Ends the wait if this is the press that is waited for; a later answer changes nothing. */
  answered(id: string, done: boolean, why: string): void
  /** Nobody hears the server any more, so no answer will come. */
  lost(): void
}

/** The stage answers in milliseconds, and the server gives up on it after two seconds. */
const ANSWER: Ms = 3_000

const UNSURE = 'no answer came: look at the stage before you press again'

/** `ended` hears once of each press what became of it. */
export function createPressInFlight(clock: Clock, ended: (end: PressEnd) => void): PressInFlight {
  let serial = 0
  let asked: { readonly id: string; readonly action: RemoteAction; readonly stop: Stop } | null =
    null

  function settle(done: boolean, why: string): void {
    if (!asked) return
    const { action, stop } = asked
    asked = null
    stop()
    ended({ action, done, why })
  }
  const lost = () => settle(false, UNSURE)

  return {
    waits: () => asked !== null,
    begin(action) {
      const id = String(++serial)
      asked = { id, action, stop: clock.wake(clock.now() + ANSWER, lost) }
      return id
    },
    answered(id, done, why) {
      if (asked?.id === id) settle(done, why)
    },
    lost,
  }
}
