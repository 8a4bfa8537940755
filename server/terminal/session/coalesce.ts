import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'

export interface CoalesceOptions {
  readonly clock: Clock
  /** At most one flush in this time: 4 ms for the presenter, 16 to 33 ms for others. */
  readonly window: Ms
  /** This many bytes are flushed at once. */
  readonly limit: number
  /** This many bytes at the start of a window are flushed at once, in any number of pieces. */
  readonly atOnce?: number
  /**
   * `all`: the window is over, so nothing may wait longer. Otherwise the limit is reached; returns how
   * many bytes were left, which then wait for the end of a new window.
   */
  readonly flush: (all: boolean) => number | void
}

export interface Coalescer {
  /** Notes that this many more bytes are waiting. */
  add(bytes: number): void
  readonly stop: Stop
}

/**
 * Joins small pieces. After a pause the first piece goes out at once, so the echo of a key is not
 * delayed; what follows within the window waits for its end. A timer that always waited would delay
 * every keystroke.
 */
export function createCoalescer(options: CoalesceOptions): Coalescer {
  const { clock, window, limit, atOnce = 0, flush } = options
  let waiting = 0
  let last = -Infinity
  let early = 0
  let disarm: Stop | undefined
  const go = (all: boolean) => {
    disarm?.()
    disarm = undefined
    waiting = flush(all) ?? 0
    if (waiting > 0) arm()
  }
  const begin = (all: boolean) => {
    last = clock.now()
    early = 0
    go(all)
  }
  const arm = () => (disarm ??= clock.wake(last + window, () => begin(true)))
  return {
    add(bytes) {
      waiting += bytes
      if (clock.now() >= last + window) begin(true)
      else if (waiting >= limit) begin(false)
      else if (!disarm && early + bytes <= atOnce) go(true)
      else arm()
      early += bytes
    },
    stop() {
      disarm?.()
      disarm = undefined
    },
  }
}
