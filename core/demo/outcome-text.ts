import type { Outcome } from '../playback/driver.ts'

/** Why a step did not go to plan, as the badge says it: a few words, no full stop. */
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
