import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Driver, Performance, Phase } from '../../core/playback/driver.ts'
import type { Script } from '../../core/runner/runner.ts'
import type { Connection } from '../connection/types.ts'

/** One demo's way to the real thing. */
export interface Live {
  /** Asked before every decision: the server may be gone, or the stage another window's. */
  can(): Script['live']
  /** What is known against a step before it is tried; null where nothing is. */
  against(step: StepId): string | null
  driver(pane: PaneId): Driver
  /** Joins a performance that began before this page was loaded. */
  resume(intent: string, pane: PaneId, tell: (phase: Phase) => void): Performance
  /** Brings the real world to where the step after `step` expects it; did it work? */
  rejoin(step: StepId): Promise<boolean>
  /** A shell to type into by hand, opened where there is none. Null, or why there is none. */
  open(pane: PaneId): Promise<string | null>
  /** Fresh shells and the setup again; what is performed next waits for them. */
  rescue(): void
}

/** The live driver of a page: it sends names, and the server beside the pty does the rest. */
export function createLive(connection: Connection, demo: string, pane: PaneId): Driver {
  return {
    kind: 'live',
    attach: (emit) => connection.attach(demo, pane, emit),
    perform: (step, tell) => connection.perform(demo, pane, step, tell),
    write: (data) => connection.input(demo, pane, data),
  }
}
