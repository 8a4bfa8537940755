import type { Stop } from '../../core/base/event.ts'

/** More than this between two frames, 2 MB a second, is a flood: nobody reads it as it goes by. */
const FLOOD = 32 * 1024
/** A piece smaller than this ends a flood: a terminal in one gives 4 KB and more, a prompt is less. */
const LAST = 512
/** Frames of a flood that are left out before one is drawn. */
const LEFT_OUT = 2
/** Synchronised output, DEC private mode 2026: while it is set, a terminal parses and does not draw. */
const HOLD = '\x1b[?2026h'
const DRAW = '\x1b[?2026l'

/** What is asked of xterm. */
interface Drawing {
  write(data: string, parsed: () => void): void
  readonly modes: { readonly synchronizedOutputMode: boolean }
}

export interface DrawThrottle {
  /** Around each write: so many bytes are given, so many have been parsed. */
  given(bytes: number): void
  parsed(bytes: number): void
  /** Nothing is written any more. */
  readonly stop: Stop
}

/**
 * Draws a flood in every third frame, twenty times a second: a frame costs as much as half a megabyte
 * of text, so that its end, and the answer to Ctrl-C, come sooner. What stands at the end is drawn at
 * once.
 */
export function createDrawThrottle(
  term: Drawing,
  onFrame: (frame: () => void) => void = (frame) => void requestAnimationFrame(frame),
): DrawThrottle {
  let arrived = 0
  let waiting = 0
  /** What the terminal does, as far as it has parsed; `undefined` while it has yet to read of it. */
  let held: boolean | undefined = false
  let leftOut = 0
  let watching = false
  let open = true

  /** Asked for behind all that waits, so that it may come frames later. */
  function hold(wanted: boolean): void {
    if (held !== !wanted || !open) return
    held = undefined
    term.write(wanted ? HOLD : DRAW, () => (held = wanted))
  }
  function frame(): void {
    const flood = arrived > FLOOD
    arrived = 0
    watching = open && (flood || waiting > 0 || held !== false)
    if (watching) onFrame(frame)
    if (held) {
      leftOut++
      if (!flood || leftOut >= LEFT_OUT) hold(false)
    } else {
      leftOut = 0
      // A program that holds its own drawing is left alone.
      if (flood && !term.modes.synchronizedOutputMode) hold(true)
    }
  }
  return {
    given(bytes) {
      arrived += bytes
      waiting += bytes
      if (watching) return
      watching = true
      onFrame(frame)
    },
    parsed(bytes) {
      waiting -= bytes
      if (waiting === 0 && bytes < LAST) hold(false)
    },
    stop: () => void (open = false),
  }
}
