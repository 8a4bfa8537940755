import type { Clock } from './clock.ts'
import type { Ms, Stop } from './event.ts'

/** Asks whether one more may pass now. If the answer is true, it counts as passed. */
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

export interface RateLimitedSender<T> {
  tell(value: T): void
  /** Passes on the waiting value at once. */
  flush(): void
}

/**
 * Passes values on as often as `rate` allows. A value that comes too soon waits, and is joined with
 * the next one, or replaced by it if there is no `join`. The last value always arrives. While one
 * waits, `rate` is asked every `look` ms.
 */
export function createRateLimitedSender<T>(
  clock: Clock,
  { rate, look }: { readonly rate: RateLimit; readonly look: Ms },
  pass: (value: T) => void,
  join: (waiting: T, next: T) => T = (_, next) => next,
): RateLimitedSender<T> {
  let waiting: { value: T; readonly stop: Stop } | null = null
  const wake = (): Stop => clock.wake(clock.now() + look, again)
  function again(): void {
    if (!waiting) return
    if (rate()) flush()
    else waiting = { value: waiting.value, stop: wake() }
  }
  function flush(): void {
    if (!waiting) return
    const { value, stop } = waiting
    stop()
    waiting = null
    pass(value)
  }
  return {
    tell(value) {
      if (waiting) waiting.value = join(waiting.value, value)
      else if (rate()) pass(value)
      else waiting = { value, stop: wake() }
    },
    flush,
  }
}
