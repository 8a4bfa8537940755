import type { Outcome, Performance } from './driver.ts'

/** A performance that begins when `ready` has resolved, unless it was cancelled before. */
export function deferPerformance(ready: Promise<void>, begin: () => Performance): Performance {
  let begun: Performance | null = null
  let cancelled = false
  let hurried = false
  const cancel: Outcome = { ok: false, why: 'cancelled' }
  let stop: (outcome: Outcome) => void
  const stopped = new Promise<Outcome>((resolve) => (stop = resolve))
  const done = ready.then(() => {
    if (cancelled) return cancel
    begun = begin()
    if (hurried) begun.hurry()
    return begun.done
  })
  return {
    done: Promise.race([done, stopped]),
    hurry() {
      hurried = true
      begun?.hurry()
    },
    cancel() {
      cancelled = true
      if (begun) begun.cancel()
      else stop(cancel)
    },
  }
}
