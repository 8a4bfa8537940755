import { PRESSES, type PressAction } from '../../core/protocol/messages.ts'
import type { Action } from './key-bindings.ts'

/** A window that the browser did not open: why, for people, and where it would have led. */
export interface Refused {
  readonly why: string
  readonly address: string
}

/** Who may perform: in an exported page anybody, on stage the window that has control. */
export interface Control {
  /** Null, or why this window only looks on. */
  barred(): string | null
  /** Asks for control. */
  take(): void
  /** A press in a window that only looks on; most do nothing then. */
  press?(action: PressAction): void
  /** Opens the presenter view. Null, or why it could not and where it is. */
  presenter?(): Refused | null
  /** What the presenter should know of the server; empty when all is well. */
  notice(): string
  /** Lies something over the deck that has to be answered first? Then no press reaches it. */
  covered(): boolean
  /** How many demos wait for an approval, which `ask` asks for. */
  asking(): number
  ask(): void
}

/** An exported page has nobody else. */
export const FREE: Control = {
  barred: () => null,
  take() {},
  notice: () => '',
  covered: () => false,
  asking: () => 0,
  ask() {},
}

/** What any window may do. */
export const HARMLESS: ReadonlySet<Action> = new Set([
  ...(['larger', 'smaller', 'faster', 'slower', 'theme', 'sheet', 'close', 'maximise'] as const),
  ...(['presenter', 'find', 'older', 'newer', 'copy', 'scroll-back', 'scroll-forth'] as const),
])

/** What another window can ask for too. */
const NAMES: ReadonlySet<string> = new Set(PRESSES)
export const isPress = (action: Action): action is PressAction => NAMES.has(action)
