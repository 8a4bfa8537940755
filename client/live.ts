import type { PaneId } from '../core/demo.ts'
import type { Driver } from '../core/driver.ts'
import type { Connection } from './wire.ts'

/** The live driver of a page: it sends names, and the server beside the pty does the rest. */
export function createLive(connection: Connection, demo: string, pane: PaneId): Driver {
  return {
    kind: 'live',
    attach: (emit) => connection.attach(demo, pane, emit),
    perform: (step, tell) => connection.perform(demo, pane, step, tell),
    write: (data) => connection.input(demo, pane, data),
  }
}
