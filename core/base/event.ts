/** Milliseconds. Seconds exist only inside asciicast files. */
export type Ms = number

export interface Size {
  readonly cols: number
  readonly rows: number
}

/** One timed fact in a terminal. `at` counts from the start of its session or cast. */
export type TermEvent =
  | { readonly type: 'output'; readonly at: Ms; readonly data: Uint8Array }
  | { readonly type: 'input'; readonly at: Ms; readonly data: string }
  | { readonly type: 'resize'; readonly at: Ms; readonly size: Size }
  | { readonly type: 'marker'; readonly at: Ms; readonly label: string }
  | { readonly type: 'exit'; readonly at: Ms; readonly status: number }

/**
 * A whole screen as terminal output: it restores the screen when it is written into a fresh
 * terminal of `size`.
 */
export interface Snapshot {
  readonly size: Size
  readonly screen: string
}

/** The input of a view. After `attach` the first signal is always a reset. */
export type Signal = { readonly type: 'reset'; readonly snapshot: Snapshot } | TermEvent

/**
 * Receives signals. `parsed` belongs to an output: the view calls it once the bytes are on its
 * screen. The server sends more only when earlier output was parsed.
 */
export type Emit = (signal: Signal, parsed?: () => void) => void

/** Undoes what returned it. Nothing happens after it was called; calling it again does nothing. */
export type Stop = () => void

/** The size of a terminal for which no size is given. */
export const DEFAULT_SIZE: Size = { cols: 80, rows: 24 }

/**
 * The least and the greatest size that a file may ask for. Beyond these xterm needs seconds and
 * gigabytes.
 */
export const SIZE_LIMIT = { cols: [2, 500], rows: [1, 200] } as const

/**
 * The modes that a terminal's own reset (`ESC c`) leaves as they are in xterm: whether a line feed
 * returns (LNM), whether the cursor blinks, and whether it is shown (DECTCEM). Each snapshot begins
 * with it, so that after a reset it restores the screen in a used terminal too.
 */
export const LEFT_BY_RESET = '\x1b[20l\x1b[?12l\x1b[?25h'

/** The screen of a terminal without any output. */
export function blank(size: Size): Snapshot {
  return { size, screen: LEFT_BY_RESET }
}
