import type { Clock } from './clock.ts'

/** Asks whether one more may pass now. A yes counts it as passed. */
export type RateLimit = () => boolean

/**
 * Lets `burst` pass at once, and after that `second` per second. Choose more than a person can press,
 * and few enough that their effects cost nothing.
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
