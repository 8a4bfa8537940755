import type { Snapshot } from '../../core/base/event.ts'

/** Leaving the alternate screen shows the cursor, which xterm hides until a terminal had the focus. */
const RESET = '\x1bc\x1b[?47l'

/** Ends a synchronized update that was open at the time of the snapshot: its end may never come. */
const DRAW = '\x1b[?2026l'
/** Only then, because after any sequence a letter can no longer be repeated (REP). */
const HELD = /\x1b\[\?(?:\d+;)*2026(?:;\d+)*h/

/**
 * Makes a used terminal a fresh one that shows this screen, at once. A snapshot begins with what `ESC c`
 * leaves as it was.
 */
export const resetTo = ({ screen }: Pick<Snapshot, 'screen'>) =>
  RESET + screen + (HELD.test(screen) ? DRAW : '')
