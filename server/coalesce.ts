import type { Clock } from '../core/clock.ts'
import type { Ms, Stop } from '../core/event.ts'

export interface CoalesceOptions {
  readonly clock: Clock
  /** At most one flush in this time, 4 ms for the presenter, 16 to 33 ms for others. */
  readonly window: Ms
  /** This many bytes do not wait. */
  readonly limit: number
  /**
   * `all`: the window is over, and nothing may wait longer. Else the limit is reached, and what is
   * left for later is returned: that many bytes wait for the end of a window of their own.
   */
  readonly flush: (all: boolean) => number | void
}

export interface Coalescer {
  /** So many bytes more are waiting. */
  add(bytes: number): void
  readonly stop: Stop
}

/**
 * Puts small pieces together with a leading edge: after a pause the first byte goes out at once, so
 * an echo costs nothing; what follows within the window waits for its end. A trailing timer alone
 * would cost every keystroke.
 */
export function createCoalescer({ clock, window, limit, flush }: CoalesceOptions): Coalescer {
  let waiting = 0
  let last = -Infinity
  let disarm: Stop | undefined
  const go = (all: boolean) => {
    disarm?.()
    disarm = undefined
    last = clock.now()
    waiting = flush(all) ?? 0
    if (waiting > 0) arm()
  }
  const arm = () => (disarm ??= clock.wake(last + window, () => go(true)))
  return {
    add(bytes) {
      waiting += bytes
      if (clock.now() >= last + window) go(true)
      else if (waiting >= limit) go(false)
      else arm()
    },
    stop() {
      disarm?.()
      disarm = undefined
    },
  }
}
