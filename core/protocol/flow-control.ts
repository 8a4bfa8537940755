/**
 * Credit, in bytes that a window's xterm has parsed (performance §4). Over `high` the presenter's
 * terminal is paused, under `low` it goes on; for a window that only watches, what it is sent is. A
 * lower mark would let the pipe run dry between two acknowledgements, a higher one would make Ctrl-C
 * wait for what is already on its way.
 */
export const CREDIT = { high: 256 * 1024, low: 192 * 1024 } as const

/**
 * A view acknowledges each time this much was parsed: less than `low`, or a pause might not end. A
 * message costs a page 70 µs, as much as parsing 4 KB.
 */
export const ACK_EVERY = 64 * 1024

export interface Credit {
  /** This many bytes more are on their way to the view. */
  produced(bytes: number): void
  /** The view has parsed this many more. Those of before a restart may still arrive late. */
  parsed(bytes: number): void
  /** Nothing is on its way any more: the view starts anew from a snapshot. */
  restart(): void
  /** Must the terminal wait? */
  full(): boolean
}

/** The arithmetic of one reader's credit. */
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
