/**
 * Limits of the bytes that are on their way to a window and not yet parsed by its xterm. Above
 * `high` the presenter's terminal is paused, and below `low` it goes on; for a window that only
 * watches, its own stream is paused. A lower `low` would let the connection run dry between two
 * acknowledgements. A higher `high` would make Ctrl-C wait for output that is already on its way.
 */
export const CREDIT = { high: 256 * 1024, low: 192 * 1024 } as const

/**
 * A view acknowledges each time it has parsed this much. It must be less than `low`, or a pause
 * might never end. A message costs a page 70 µs, as much as parsing 4 KB.
 */
export const ACK_EVERY = 64 * 1024

export interface Credit {
  /** This many bytes more are on their way to the view. */
  produced(bytes: number): void
  /**
   * The view has parsed this many more. Acknowledgements from before a restart may still arrive.
   */
  parsed(bytes: number): void
  /** Nothing is on its way any more, because the view starts again from a snapshot. */
  restart(): void
  /** Whether the terminal must wait. */
  full(): boolean
}

/** Counts the credit of one reader. */
export function createCredit(
  limits: { readonly high: number; readonly low: number } = CREDIT,
): Credit {
  let unparsed = 0
  let full = false
  const judge = () => {
    if (unparsed >= limits.high) full = true
    else if (unparsed <= limits.low) full = false
  }
  return {
    produced(bytes) {
      unparsed += bytes
      judge()
    },
    parsed(bytes) {
      unparsed = Math.max(0, unparsed - bytes)
      judge()
    },
    restart() {
      unparsed = 0
      judge()
    },
    full: () => full,
  }
}

/** Adds up what a view has parsed; returns the bytes to acknowledge when it is time, else 0. */
export function createAcks(every: number = ACK_EVERY): (parsed: number) => number {
  let owed = 0
  return (parsed) => {
    owed += parsed
    if (owed < every) return 0
    const due = owed
    owed = 0
    return due
  }
}
