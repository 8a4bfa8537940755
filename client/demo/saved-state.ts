import type { PaneId } from '../../core/demo/model.ts'
import type { Standing } from '../../core/protocol/position.ts'
import type { PaneState, RunnerState } from '../../core/runner/runner.ts'
import { defined } from '../../core/base/defined.ts'
import { own } from '../../core/base/own.ts'

/** The state of a demo for the server to keep, where a reload and a second window find it. */
export function savedStateOf(
  state: RunnerState,
  intent: (pane: PaneId) => string | undefined,
): Standing {
  const panes = Object.entries(state.panes).map(([id, { run: _, ...pane }]) => {
    const last = intent(id)
    return [id, last === undefined ? pane : { ...pane, intent: last }] as const
  })
  // A detail of an outcome may be long, and the server takes no more than 500 characters.
  const notice = state.notice?.slice(0, 500)
  const { step, at, missed, replayed } = state
  return { step, at, panes: Object.fromEntries(panes), ...defined({ missed, replayed, notice }) }
}

/** The runner's state as it was saved. Panes that the demo no longer has are left out. */
export function stateOf(before: RunnerState, saved: Standing): RunnerState {
  const panes = Object.entries(before.panes).map(([id, old]): [PaneId, PaneState] => {
    const found = own(saved.panes, id)
    if (!found) return [id, old]
    const { intent: _, ...pane } = found
    // An older performance may still report; a new number makes the runner ignore it.
    return [id, { ...pane, run: old.run + 1 }]
  })
  const { at, step, missed, replayed, notice } = saved
  const known = defined({ missed, replayed, notice })
  return { at, step, panes: Object.fromEntries(panes), pressed: -Infinity, ...known }
}
