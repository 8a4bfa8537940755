import type { PaneId } from '../../core/demo/model.ts'
import type { Standing } from '../../core/protocol/position.ts'
import type { PaneState, RunnerState } from '../../core/runner/runner.ts'
import { own } from '../../core/base/own.ts'

/** Where a demo stands, for the server to keep: a reload and a second window find it there. */
export function standingOf(
  state: RunnerState,
  intent: (pane: PaneId) => string | undefined,
): Standing {
  const panes = Object.entries(state.panes).map(([id, { run: _, ...pane }]) => {
    const last = intent(id)
    return [id, { ...pane, ...(last === undefined ? {} : { intent: last }) }] as const
  })
  // A detail of an outcome may be long; what is told is a sentence.
  const notice = state.notice?.slice(0, 500)
  const told = notice === undefined ? {} : { notice }
  return { step: state.step, at: state.at, ...told, panes: Object.fromEntries(panes) }
}

/** The runner's state at `standing`. Panes that the demo no longer has are left out. */
export function stateOf(before: RunnerState, standing: Standing): RunnerState {
  const panes = Object.entries(before.panes).map(([id, old]): [PaneId, PaneState] => {
    const found = own(standing.panes, id)
    if (!found) return [id, old]
    const { intent: _, ...pane } = found
    // What an older performance still says is about another life of this pane.
    return [id, { ...pane, run: old.run + 1 }]
  })
  return {
    at: standing.at,
    step: standing.step,
    ...(standing.notice === undefined ? {} : { notice: standing.notice }),
    panes: Object.fromEntries(panes),
    pressed: -Infinity,
  }
}
