import type { Clock } from './clock.ts'

/** May one more of something pass now? Asking takes it, if so. */
export type RateLimit = () => boolean

/**
 * Lets `burst` pass at once, and after that `second` in a second: more than any hand presses, and
 * few enough that what each of them sets off costs nothing.
 */
export function createRateLimit(clock: Clock, burst: number, second: number): RateLimit {
  let left = burst
  let last = clock.now()
  return () => {
    const now = clock.now()
    left = Math.min(burst, left + (Math.max(0, now - last) / 1_000) * second)
    last = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
