import type { PaneId } from '../demo/model.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'
import { GUARD, absent, entries, isBusy, withPane } from './state.ts'
import type { PaneState, RunnerEffect, RunnerState, Script, Turn } from './state.ts'
import { outcomeText } from '../demo/outcome.ts'
import { takeOver, whyNotLive } from './fall-back.ts'
import { own } from '../base/own.ts'

export function next(script: Script, before: RunnerState, state: RunnerState, now: Ms): Turn {
  if (now - state.pressed < GUARD || state.at === 'done') return [before, []]
  if (state.at === 'running') {
    const typing = entries(state).filter(([, pane]) => pane.phase === 'typing')
    return [
      typing.length > 0 ? { ...state, pressed: now } : before,
      typing.map(([pane]) => ({ type: 'hurry', pane })),
    ]
  }
  const step = state.at === 'held' ? state.step + 1 : state.step
  if (step >= script.steps.length) return [{ ...state, at: 'done', step, pressed: now }, []]
  const why = whyNotLive(script, step)
  return perform(script, { ...state, step, pressed: now }, script.steps[step]?.panes ?? [], why)
}

/**
 * Performs the present step in these panes; the others rest. `against`: why it would not run live,
 * or null.
 */
export function perform(
  script: Script,
  state: RunnerState,
  panes: readonly PaneId[],
  against: string | null = null,
): Turn {
  const effects: RunnerEffect[] = []
  const changed: Record<PaneId, PaneState> = {}
  for (const [id, { outcome: _, ...pane }] of entries(state)) {
    changed[id] = { ...pane, phase: 'idle' }
    if (pane.cause !== 'rejoin' || against !== null) continue
    const { why: _why, ...rest } = pane
    changed[id] = { ...rest, mode: 'live', cause: 'none', phase: 'idle', run: pane.run + 1 }
    effects.push({ type: 'use', pane: id, kind: 'live', from: state.step })
  }
  for (const id of panes) {
    const pane = own(changed, id) ?? absent(id)
    const run = pane.run + 1
    // A step that is known to fail here is not tried: its recording is performed at once.
    if (against !== null && pane.mode === 'live' && script.recorded(state.step, id)) {
      const replay = { mode: 'replay', cause: 'fault', why: against, phase: 'typing', run } as const
      changed[id] = { ...pane, ...replay }
      effects.push({ type: 'use', pane: id, kind: 'replay', from: state.step })
    } else changed[id] = { ...pane, phase: pane.mode === 'live' ? 'setup' : 'typing', run }
    effects.push({ type: 'perform', pane: id, step: state.step, run })
  }
  return settle(script, { ...state, at: 'running', panes: changed }, effects)
}

export function finished(
  script: Script,
  state: RunnerState,
  id: PaneId,
  run: number,
  outcome: Outcome,
): Turn {
  const pane = own(state.panes, id)
  if (pane?.run !== run || state.at !== 'running') return [state, []]
  if (outcome.ok)
    return settle(script, withPane(state, id, { ...pane, phase: 'done', outcome }), [])
  const hold = script.steps[state.step]?.onFail === 'hold' && outcome.why !== 'offline'
  // A recording never takes a terminal away from the hand that types in it.
  const asked = outcome.why === 'cancelled' || outcome.why === 'hand'
  if (pane.mode === 'live' && !hold && !asked && script.recorded(state.step, id))
    return takeOver(state, id, 'fault', outcomeText(outcome))
  const failed = withPane(state, id, { ...pane, phase: 'failed', outcome })
  const then = outcome.why === 'hand' ? '; next goes on, F shows the recording, R starts over' : ''
  return settle(script, { ...failed, notice: `${id}: ${outcomeText(outcome)}${then}` }, [])
}

/** Ends the step when no pane performs any more. */
export function settle(script: Script, state: RunnerState, effects: RunnerEffect[]): Turn {
  if (entries(state).some(([, pane]) => isBusy(pane))) return [state, effects]
  const failed = entries(state).some(([, pane]) => pane.phase === 'failed' && pane.mode === 'live')
  if (failed) return [{ ...state, at: 'held' }, effects]
  const step = state.step + 1
  const faulty = entries(state).some(([, pane]) => pane.cause === 'fault')
  if (faulty && script.live.ok && script.steps[state.step]?.rejoin)
    effects.push({ type: 'rejoin', step: state.step, skipped: false })
  return [{ ...state, step, at: step < script.steps.length ? 'ready' : 'done' }, effects]
}
