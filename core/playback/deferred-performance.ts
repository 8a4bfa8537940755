import type { Performance } from './driver.ts'
import type { Outcome } from '../demo/outcome.ts'

/**
 * A performance that begins when `ready` has resolved, with what it resolved to. Cancelled before
 * that, it ends at once and never begins. `ready` must not reject, as a performance does not.
 */
export function deferPerformance<Ready>(
  ready: Promise<Ready>,
  begin: (value: Ready) => Performance,
): Performance {
  let begun: Performance | null = null
  let cancelled = false
  let hurried = false
  let end: (outcome: Outcome) => void
  const ended = new Promise<Outcome>((resolve) => (end = resolve))
  const performed = ready.then((value) => {
    if (cancelled) return ended
    begun = begin(value)
    if (hurried) begun.hurry()
    return begun.done
  })
  return {
    done: Promise.race([performed, ended]),
    hurry() {
      hurried = true
      begun?.hurry()
    },
    cancel() {
      cancelled = true
      if (begun) begun.cancel()
      else end({ ok: false, why: 'cancelled' })
    },
  }
}
