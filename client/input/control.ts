import { PRESSES, type PressAction } from '../../core/protocol/messages.ts'
import type { Action } from './key-bindings.ts'

/** A window that the browser refused to open: why, for people, and its address. */
export interface Refused {
  readonly why: string
  readonly address: string
}

/** Who may perform: anybody in an exported page, and on stage the window that has control. */
export interface Control {
  /** Null, or why this window only looks on, for people. */
  barred(): string | null
  /** Asks for control. */
  take(): void
  /** What becomes of a press in a window that only looks on; without this, nothing. */
  press?(action: PressAction): void
  /** Opens the presenter view. Null, or why the browser refused and where the view is. */
  presenter?(): Refused | null
  /** One sentence about the server for the presenter; empty when all is well. */
  notice(): string
  /** Whether something lies over the deck that has to be answered first; no press reaches the deck then. */
  covered(): boolean
  /** How many demos wait for an approval. `ask` shows them. */
  asking(): number
  ask(): void
}

/** The control of an exported page, which has no other window. */
export const FREE: Control = {
  barred: () => null,
  take() {},
  notice: () => '',
  covered: () => false,
  asking: () => 0,
  ask() {},
}

/** The actions that any window may do, because they change nothing on stage. */
export const HARMLESS: ReadonlySet<Action> = new Set([
  ...(['larger', 'smaller', 'faster', 'slower', 'theme', 'sheet', 'close', 'maximise'] as const),
  ...(['presenter', 'find', 'older', 'newer', 'copy', 'scroll-back', 'scroll-forth'] as const),
])

/** The actions that another window can ask for. */
const NAMES: ReadonlySet<string> = new Set(PRESSES)
export const isPress = (action: Action): action is PressAction => NAMES.has(action)
