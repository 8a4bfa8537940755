import type { PaneId } from '../demo/model.ts'
import { outcomeText } from '../demo/outcome.ts'
import type { Outcome } from '../demo/outcome.ts'
import { own } from '../base/own.ts'
import { absent, entries, isBusy, withPane } from './state.ts'
import type { RunnerState, Script, Turn } from './state.ts'

/*
 * Every pane has a part in every step: what a resting pane printed while the others acted. Where it is in
 * replay, it plays that part as soon as the step begins or the recording of the step takes over, and keeps
 * up when the typing is finished. Nobody waits for its end. Where it is live, and the script says that a
 * program of an earlier step runs in it, whoever performs is asked for that program: without it the pane
 * has only its recording.
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
  const performs = effects.some(({ type }) => type === 'perform')
  return [
    after,
    [
      ...effects,
      ...(performs ? attending(script, after) : []),
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

/** Asks for the programs of the live panes that rest in the present step. */
function attending(script: Script, state: RunnerState) {
  return entries(state).flatMap(([pane, { mode, run }]) => {
    if (mode !== 'live' || acts(script, state.step, pane)) return []
    const last = script.steps.slice(0, state.step).findLast(({ panes }) => panes.includes(pane))
    if (last?.leaves?.includes(pane) !== true) return []
    return [{ type: 'attend', pane, step: state.step, run } as const]
  })
}

/** The answer to `attend`. It may come after the step has ended. */
export function attended(script: Script, state: RunnerState, id: PaneId, outcome: Outcome): Turn {
  const pane = own(state.panes, id) ?? absent(id)
  const gone = !outcome.ok && outcome.why === 'inside'
  if (!gone || pane.mode !== 'live' || !script.recorded(state.step, id)) return [state, []]
  const { outcome: _, ...rest } = pane
  const replay = { mode: 'replay', cause: 'inside', phase: 'idle', run: pane.run + 1 } as const
  return [
    withPane(state, id, { ...rest, ...replay, why: outcomeText(outcome) }),
    [{ type: 'use', pane: id, kind: 'replay', from: state.step }],
  ]
}

/** The panes in replay that rest in the present step, and have a recording of it. */
function resting(script: Script, state: RunnerState): readonly PaneId[] {
  return entries(state).flatMap(([id, { mode }]) =>
    mode === 'replay' && !acts(script, state.step, id) && script.recorded(state.step, id) ? id : [],
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

const acts = ({ steps }: Script, step: number, id: PaneId) =>
  steps[step]?.panes.includes(id) === true
