import type { Ms } from '../base/event.ts'
import type { SearchResult } from '../demo/pattern-search.ts'
import type { Phase } from '../playback/driver.ts'
import { NO_TEXT } from '../terminal/plain-text.ts'
import type { PlainText } from '../terminal/plain-text.ts'
import { NO_SCREEN, type ScreenText } from '../terminal/drawn.ts'

export interface PerformState {
  readonly cue: number
  /** How much of the present `type` cue was sent, in code units. */
  readonly sent: number
  /** When the present cue may continue; for a wait, when the patience ends. */
  readonly due: Ms
  /** When the next key may follow the last one, however hurried. */
  readonly soonest: Ms
  readonly phase: Phase | 'new' | 'over'
  readonly hurried: boolean
  /** Patience left for all waiting of this step. */
  readonly patience: Ms
  /** When the present wait began. */
  readonly since: Ms
  /** Output since the last key, or since the command that it started, for `wait: /pattern/`. */
  readonly heard: PlainText
  /** Output of the step's commands, for `expect`. */
  readonly output: PlainText
  /** The screen when the step began, something was entered, a command started, or a wait was over. */
  readonly before: ScreenText
  /** The screen was asked for, and no search begins before it is there. */
  readonly looking: boolean
  /** What was typed before the last Enter; null once a command has started, or another key was pressed. */
  readonly line: string | null
  /** What each command of the step had drawn on the screen when it ended. */
  readonly drawn: readonly string[]
  /** Whether a pressed Enter is still to start its command: all output until then is its echo. */
  readonly echoing: boolean
  /** Whether keys go to the shell, as far as its marks say. */
  readonly atShell: boolean
  /** When the running search began, or null. New output may have arrived since. */
  readonly searching: Ms | null
  readonly unread: boolean
  /** The result of the last search: for the present cue, or for `expect`. */
  readonly found: SearchResult | null
  /** `output` and `lineEnds` before the last command started. */
  readonly earlier: Pick<PerformState, 'output' | 'lineEnds'>
  /** Line ends in `output`, counted as they arrive because `output` is bounded. */
  readonly lineEnds: number
  /**
   * Whether output comes from a command and not from the echo of typing. Inside a program all of it
   * does. `never`: the shell has sent no `started` mark.
   */
  readonly listening: 'never' | 'no' | 'yes'
  /** When Enter was pressed last, and the result of the command that it started. */
  readonly entered: Ms
  readonly ended: Ms
  readonly status: number | null
  /** What the shell has asked for since the last Enter. */
  readonly asked: 'no' | 'line' | 'prompt'
}

export function newPerformance(patience: Ms, inside = false): PerformState {
  return {
    cue: 0,
    sent: 0,
    due: 0,
    soonest: 0,
    phase: 'new',
    hurried: false,
    patience,
    since: 0,
    heard: NO_TEXT,
    output: NO_TEXT,
    before: NO_SCREEN,
    looking: false,
    line: null,
    drawn: [],
    echoing: false,
    atShell: !inside,
    searching: null,
    unread: false,
    found: null,
    earlier: { output: NO_TEXT, lineEnds: 0 },
    lineEnds: 0,
    listening: inside ? 'yes' : 'never',
    entered: 0,
    ended: 0,
    status: null,
    asked: 'no',
  }
}
