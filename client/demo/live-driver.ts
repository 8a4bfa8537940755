import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Driver, Performance, Phase } from '../../core/playback/driver.ts'
import type { Script } from '../../core/runner/runner.ts'
import type { Connection } from '../connection/types.ts'

/** How one demo of this page reaches its terminals. */
export interface Live {
  /** Whether it can run live now; asked before every decision, since the server may be gone. */
  can(): Script['live']
  /** Why a step would fail, as far as it is known before it is tried; null where nothing is known. */
  against(step: StepId): string | null
  driver(pane: PaneId): Driver
  /** Joins a performance that began before this page was loaded. */
  resume(intent: string, pane: PaneId, tell: (phase: Phase) => void): Performance
  /** Brings the machine to where the step after `step` expects it. Resolves to whether that worked. */
  rejoin(step: StepId): Promise<boolean>
  /** Opens a shell to type into by hand. Resolves to null, or to why there is none. */
  open(pane: PaneId): Promise<string | null>
  /** Opens fresh shells and runs the setup again; what is performed next waits for them. */
  rescue(): void
}

/** The live driver of a page: it sends the names of steps, and the server beside the pty performs them. */
export function createLive(connection: Connection, demo: string, pane: PaneId): Driver {
  return {
    kind: 'live',
    attach: (emit) => connection.attach(demo, pane, emit),
    perform: (step, tell) => connection.perform(demo, pane, step, tell),
    write: (data) => connection.input(demo, pane, data),
  }
}
