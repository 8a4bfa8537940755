import type { Ms } from '../base/event.ts'

/** Why a step did not go to plan. A value, never thrown. */
export type Why =
  | 'timeout' // it took longer than its patience
  | 'exit' // the exit status is none that the script allows
  | 'expect' // the output lacks what the script expects
  | 'pattern' // a pattern of the script takes too long on this output
  | 'missing' // a requirement is not met, or there is no such step or recording here
  | 'inside' // it types into a program that does not run here
  | 'offline' // the server is gone or silent
  | 'ended' // the shell itself has ended
  | 'cancelled' // somebody cancelled it
  | 'hand' // somebody types into the terminal by hand

export interface Measured {
  /** The exit status of the step's last command; absent where none finished. */
  readonly status?: number
  /** The time from the Enter that started the last command to its end. */
  readonly duration: Ms
  /** Lines of output, without the command line itself. */
  readonly lines: number
}

export type Outcome =
  | ({ readonly ok: true } & Measured)
  | ({ readonly ok: false; readonly why: Why; readonly detail?: string } & Partial<Measured>)

/** The reason why a step failed, as the badge shows it: a few words, no full stop. */
export function outcomeText(outcome: Outcome): string {
  if (outcome.ok) return 'went to plan'
  switch (outcome.why) {
    case 'timeout':
      return outcome.duration === undefined
        ? 'took too long'
        : `took longer than ${Math.round(outcome.duration / 1000)} s`
    case 'exit':
      return outcome.status === 127 ? 'command not found' : `exit ${outcome.status ?? '?'}`
    case 'expect':
      return 'unexpected output'
    case 'pattern':
      return outcome.detail ?? 'a pattern takes too long'
    case 'missing':
      return outcome.detail ?? 'something is missing'
    case 'inside':
      return 'its program is not live at this point'
    case 'offline':
      return 'the server is gone'
    case 'ended':
      return 'the shell ended'
    case 'cancelled':
      return 'stopped by hand'
    case 'hand':
      return 'taken over by hand'
    default:
      return outcome.why satisfies never
  }
}
