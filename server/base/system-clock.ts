import type { Clock } from '../../core/base/clock.ts'

/** setTimeout takes 31 bits of milliseconds; a longer delay would fire at once. */
const LONGEST = 2 ** 31 - 1

/** Real, monotone time: setting the machine's clock, or summer time, moves no deadline. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wake(at, run) {
    let timer: NodeJS.Timeout
    const arm = () => {
      // Node's timers count in whole milliseconds and may fire a fraction early: look again then.
      const left = at - performance.now()
      timer = setTimeout(
        () => {
          if (performance.now() < at) arm()
          else run()
        },
        Math.min(LONGEST, Math.max(0, Math.ceil(left))),
      )
    }
    arm()
    return () => {
      clearTimeout(timer)
    }
  },
}
