import type { Ms } from '../base/event.ts'
import type { SearchResult } from '../demo/pattern-search.ts'
import type { Phase } from '../playback/driver.ts'
import { NO_TEXT } from '../terminal/plain-text.ts'
import type { PlainText } from '../terminal/plain-text.ts'

export interface PerformState {
  readonly cue: number
  /** How much of the present `type` cue was sent, in code units. */
  readonly sent: number
  /** When the present cue may go on; for a wait, when patience ends. */
  readonly due: Ms
  readonly phase: Phase | 'new' | 'over'
  readonly hurried: boolean
  /** Patience left for all waiting of this step. */
  readonly patience: Ms
  /** When the present wait began. */
  readonly since: Ms
  /** Output since the last key, for `wait: /pattern/`. */
  readonly heard: PlainText
  /** Output of the step's commands, for `expect`. */
  readonly output: PlainText
  /** Since when a pattern is being looked for; something else may have been heard meanwhile. */
  readonly searching: Ms | null
  readonly unread: boolean
  /** What the last search came to, of the present cue or of `expect`. */
  readonly found: SearchResult | null
  /** Line ends in it: counted as they come, because `output` is bounded. */
  readonly lineEnds: number
  /** Is the output that of a command, not the echo of typing? `never`: the shell has sent no started mark. */
  readonly listening: 'never' | 'no' | 'yes'
  /** When Enter was pressed last, and what the command that it started came to. */
  readonly entered: Ms
  readonly ended: Ms
  readonly status: number | null
  /** The shell asked for the next line since the last Enter. */
  readonly asked: 'no' | 'line' | 'prompt'
}

export function newPerformance(patience: Ms): PerformState {
  return {
    cue: 0,
    sent: 0,
    due: 0,
    phase: 'new',
    hurried: false,
    patience,
    since: 0,
    heard: NO_TEXT,
    output: NO_TEXT,
    searching: null,
    unread: false,
    found: null,
    lineEnds: 0,
    listening: 'never',
    entered: 0,
    ended: 0,
    status: null,
    asked: 'no',
  }
}
