import type { Ms, Signal, Stop } from '../base/event.ts'
import type { ScreenText } from './drawn.ts'

/**
 * What the shell reports through the prompt marks of our rc file (OSC 133 with a secret `aid`):
 * `ready` at a prompt, `continued` at a continuation prompt, `started` when it has read a command,
 * `finished` with the exit status. The session removes the marks from the output.
 */
export type Mark =
  | { readonly type: 'mark'; readonly at: Ms; readonly mark: 'ready' | 'continued' | 'started' }
  | { readonly type: 'mark'; readonly at: Ms; readonly mark: 'finished'; readonly status: number }

/** A duplex pipe to one terminal: a session in Node, an array in tests. */
export interface Port {
  /** Snapshot first (a reset), then everything after it: no gap, no duplicate. */
  attach(emit: (signal: Signal | Mark) => void): Stop
  write(data: string): void
  /** Whether the shell is at its prompt. */
  ready(): boolean
  /** What stands on the screen now. */
  standing(): ScreenText
  /** Whether the program has asked for application cursor keys (DECCKM). */
  applicationKeys(): boolean
}
