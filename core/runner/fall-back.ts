import type { PaneId } from '../demo/model.ts'
import { own } from '../base/own.ts'
import { absent, withPane } from './state.ts'
import type { RunnerState, Script, Turn } from './state.ts'

/** Why this step would fail if it ran live here, as far as that is known; null: it is tried. */
export function whyNotLive(script: Script, step: number): string | null {
  // With `on-fail: hold` the author wants failures to be seen: the step is tried whatever is known.
  const hold = script.steps[step]?.onFail === 'hold'
  return hold ? null : (script.against?.(step) ?? null)
}

/** Lets the recording take over at the step that has failed. */
export function takeOver(
  state: RunnerState,
  id: PaneId,
  cause: 'hand' | 'fault' | 'inside',
  why: string,
): Turn {
  const { outcome: _, ...pane } = own(state.panes, id) ?? absent(id)
  const run = pane.run + 1
  const after = withPane(state, id, { ...pane, mode: 'replay', cause, why, phase: 'typing', run })
  return [
    { ...after, notice: `${id}: ${why}; the recording has taken over` },
    [
      { type: 'cancel', pane: id },
      { type: 'use', pane: id, kind: 'replay', from: state.step },
      { type: 'perform', pane: id, step: state.step, run },
    ],
  ]
}
