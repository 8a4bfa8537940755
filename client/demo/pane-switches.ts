import type { PaneId, PublicDemo } from '../../core/demo/model.ts'
import type { Driver, Kind } from '../../core/playback/driver.ts'
import { createSwitch, type Switch } from '../../core/playback/switch-driver.ts'
import type { Live } from './live-driver.ts'

/** The panes of one demo: each switches between its terminal and its recording. */
export interface PaneSwitches {
  readonly pane: (id: PaneId) => Switch
  /** Whether this pane has a terminal. Before that there is no real screen to show. */
  readonly begun: (id: PaneId) => boolean
  begin(id: PaneId): void
  /** Gives the panes their recordings, and returns which panes have one. */
  join(replays: ReadonlyMap<PaneId, Driver>): readonly PaneId[]
}

/** `replays`: the recordings that are here already. `kind`: what a pane shows at first. */
export function createPaneSwitches(
  demo: PublicDemo,
  live: Live | undefined,
  replays: ReadonlyMap<PaneId, Driver> | undefined,
  kind: (id: PaneId) => Kind,
): PaneSwitches {
  const begun = new Set<PaneId>()
  /** A terminal that shows itself is there, whoever opened it: another window, or this page before. */
  const noticing = (id: PaneId, driver: Driver): Driver => ({
    ...driver,
    attach: (emit, from) =>
      driver.attach((signal, parsed) => {
        if (signal.type === 'reset') begun.add(id)
        emit(signal, parsed)
      }, from),
  })
  /** What each switch chooses from. It is changed when a recording has come. */
  const drivers = new Map<PaneId, { live?: Driver; replay?: Driver }>()
  const switches = new Map<PaneId, Switch>()
  for (const id of demo.panes) {
    const replay = replays?.get(id)
    const both: { live?: Driver; replay?: Driver } = {}
    if (live) both.live = noticing(id, live.driver(id))
    if (replay) both.replay = replay
    drivers.set(id, both)
    switches.set(id, createSwitch(both, kind(id)))
  }
  return {
    pane(id) {
      const found = switches.get(id)
      if (!found) throw new Error(`invariant: the demo ${demo.name} has no pane ${id}`)
      return found
    },
    begun: (id) => begun.has(id),
    begin: (id) => void begun.add(id),
    join(late) {
      const joined: PaneId[] = []
      for (const [id, both] of drivers) {
        const replay = late.get(id)
        if (!replay) continue
        both.replay = replay
        joined.push(id)
      }
      return joined
    },
  }
}
