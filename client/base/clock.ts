import type { Clock } from '../../core/base/clock.ts'

/** The browser's monotone clock. */
export const clock: Clock = {
  now: () => performance.now(),
  wake(at, run) {
    const timer = setTimeout(run, Math.max(0, at - performance.now()))
    return () => clearTimeout(timer)
  },
}
