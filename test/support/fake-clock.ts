import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'

export interface FakeClock extends Clock {
  /** Advances the time by `ms`, and runs every wake that falls due, in order. */
  advance(ms: Ms): void
}

/** A clock that moves only in `advance`, for tests. */
export function fakeClock(start: Ms = 0): FakeClock {
  let time = start
  let wakes: { at: Ms; run: () => void }[] = []
  return {
    now: () => time,
    wake(at, run) {
      const entry = { at, run }
      wakes.push(entry)
      return () => {
        wakes = wakes.filter((other) => other !== entry)
      }
    },
    advance(ms) {
      const end = time + ms
      for (;;) {
        const due = wakes.filter((w) => w.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        wakes = wakes.filter((w) => w !== due)
        time = Math.max(time, due.at)
        due.run()
      }
      time = end
    },
  }
}
