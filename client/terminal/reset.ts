import type { Snapshot } from '../../core/base/event.ts'
import { DRAW } from './draw-throttle.ts'

/** Leaving the alternate screen shows the cursor, which xterm hides until a terminal had the focus. */
const RESET = '\x1bc\x1b[?47l'

/**
 * A synchronized update was open at the time of the snapshot. Its end may never come, so it ends here; only
 * then, because after any sequence a letter can no longer be repeated (REP).
 */
const HELD = /\x1b\[\?(?:\d+;)*2026(?:;\d+)*h/

/**
 * Makes a used terminal a fresh one that shows this screen, at once. A snapshot begins with what `ESC c`
 * leaves as it was.
 */
export const resetTo = ({ screen }: Pick<Snapshot, 'screen'>) =>
  RESET + screen + (HELD.test(screen) ? DRAW : '')
