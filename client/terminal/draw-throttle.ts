import type { Stop } from '../../core/base/event.ts'

/** More bytes than this between two frames (2 MB a second) are a flood, which nobody can read. */
const FLOOD = 32 * 1024
/** A write of fewer bytes ends a flood: during one they come in 4 KB and more, and a prompt is less. */
const LAST = 512
/** How many frames of a flood are left out before one is drawn. */
const LEFT_OUT = 2
/** Synchronised output (DEC private mode 2026): while it is set, a terminal parses and does not draw. */
const HOLD = '\x1b[?2026h'
export const DRAW = '\x1b[?2026l'

/** The part of xterm that is used here. */
interface Drawing {
  write(data: string, parsed: () => void): void
  readonly modes: { readonly synchronizedOutputMode: boolean }
}

export interface DrawThrottle {
  /** To be called around each write: so many bytes were given, so many have been parsed. */
  given(bytes: number): void
  parsed(bytes: number): void
  /** Nothing is written any more. */
  readonly stop: Stop
}

/**
 * Draws a flood in every third frame, twenty times a second. A frame costs as much as parsing half a
 * megabyte of text, so the end of the flood, and the answer to Ctrl-C, come sooner. The last screen is
 * drawn at once.
 */
export function createDrawThrottle(
  term: Drawing,
  onFrame: (frame: () => void) => void = (frame) => void requestAnimationFrame(frame),
): DrawThrottle {
  let arrived = 0
  let waiting = 0
  /** Whether the terminal holds its drawing; `undefined` until it has parsed the last request. */
  let held: boolean | undefined = false
  let leftOut = 0
  let watching = false
  let open = true

  /** The request is queued behind all that waits to be parsed, and may take effect frames later. */
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
      // A program that uses synchronised output itself is left alone.
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
