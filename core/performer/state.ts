import type { Ms } from '../base/event.ts'
import type { SearchResult } from '../demo/pattern-search.ts'
import type { Phase } from '../playback/driver.ts'
import { NO_TEXT } from '../terminal/plain-text.ts'
import type { PlainText } from '../terminal/plain-text.ts'

export interface PerformState {
  readonly cue: number
  /** How much of the present `type` cue was sent, in code units. */
  readonly sent: number
  /** When the present cue may continue; for a wait, when the patience ends. */
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
  /** When the running search began, or null. New output may have arrived since. */
  readonly searching: Ms | null
  readonly unread: boolean
  /** The result of the last search: for the present cue, or for `expect`. */
  readonly found: SearchResult | null
  /** Line ends in `output`, counted as they arrive because `output` is bounded. */
  readonly lineEnds: number
  /**
   * Whether output comes from a command and not from the echo of typing. `never`: the shell has
   * sent no `started` mark.
   */
  readonly listening: 'never' | 'no' | 'yes'
  /** When Enter was pressed last, and the result of the command that it started. */
  readonly entered: Ms
  readonly ended: Ms
  readonly status: number | null
  /** What the shell has asked for since the last Enter. */
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
