import type { PaneId } from '../demo/model.ts'
import { entries, isBusy } from './state.ts'
import type { RunnerState, Script, Turn } from './state.ts'

/*
 * Every pane has a part in every step: what a resting pane printed while the others acted. Where it is in
 * replay, it plays that part as soon as the step begins or the recording of the step takes over, and keeps
 * up when the typing is finished. Nobody waits for its end.
 */

/** Adds what resting panes do to what has been decided. */
export function withCompany(script: Script, before: RunnerState, turn: Turn): Turn {
  const [after, effects] = turn
  if (effects.length === 0) return turn
  const joins = joining(script, before, after)
  const hurried = effects.some(
    (effect) => effect.type === 'hurry' && after.panes[effect.pane]?.mode === 'replay',
  )
  const keepUp = hurried ? resting(script, after).filter((id) => !joins.includes(id)) : []
  return [
    after,
    [
      ...effects,
      ...joins.map((pane) => ({ type: 'accompany', pane, step: after.step }) as const),
      ...keepUp.map((pane) => ({ type: 'hurry', pane }) as const),
    ],
  ]
}

/** The resting panes that begin to play their part of the step now. */
export function joining(
  script: Script,
  before: RunnerState,
  after: RunnerState,
): readonly PaneId[] {
  if (after.at !== 'running') return []
  const begins = before.at !== 'running' || before.step !== after.step
  const together = begins || (isReplaying(script, after) && !isReplaying(script, before))
  return resting(script, after).filter((id) => together || before.panes[id]?.mode === 'live')
}

/** The panes in replay that rest in the present step, and have a recording of it. */
function resting(script: Script, state: RunnerState): readonly PaneId[] {
  const acting = script.steps[state.step]?.panes ?? []
  return entries(state).flatMap(([id, { mode }]) =>
    mode === 'replay' && !acting.includes(id) && script.recorded(state.step, id) ? id : [],
  )
}

/** Whether the recording of the present step is played in one of the panes that act in it. */
function isReplaying(script: Script, state: RunnerState): boolean {
  const acting = script.steps[state.step]?.panes ?? []
  return acting.some((id) => {
    const pane = state.panes[id]
    return pane?.mode === 'replay' && (isBusy(pane) || pane.phase === 'done')
  })
}
