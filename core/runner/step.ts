import type { PaneId, PublicStep } from '../demo/model.ts'
import type { Outcome, Why } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'
import { GUARD, absent, entries, isBusy, withPane } from './state.ts'
import type { PaneState, RunnerEffect, RunnerState, Script, Turn } from './state.ts'
import { outcomeText } from '../demo/outcome.ts'
import { attended } from './company.ts'
import { takeOver, whyNotLive } from './fall-back.ts'
import { defined } from '../base/defined.ts'
import { own } from '../base/own.ts'

export function next(script: Script, before: RunnerState, state: RunnerState, now: Ms): Turn {
  if (now - state.pressed < GUARD || state.at === 'done') return [before, []]
  if (state.at === 'running') {
    // While the setup goes on, this only ends the wait for a `rejoin`.
    const slow = entries(state).filter(([, { phase }]) => phase === 'typing' || phase === 'setup')
    return [
      slow.length > 0 ? { ...state, pressed: now } : before,
      slow.map(([pane]) => ({ type: 'hurry', pane })),
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
  { replayed: _, ...state }: RunnerState,
  panes: readonly PaneId[],
  against: string | null = null,
): Turn {
  const effects: RunnerEffect[] = []
  const changed: Record<PaneId, PaneState> = {}
  for (const [id, { outcome: _, ...pane }] of entries(state)) {
    changed[id] = { ...pane, phase: 'idle' }
    if (!comesBack(script, state.step, id, pane) || against !== null) continue
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
  const { missed: _missed, ...kept } = state
  const running: RunnerState = {
    ...kept,
    ...defined({ missed: missedBy(changed, panes, state) }),
    at: 'running',
    panes: changed,
  }
  return settle(script, running, effects)
}

/** `missed` of a state in which these panes begin to act. */
function missedBy(
  all: RunnerState['panes'],
  acting: readonly PaneId[],
  { missed, step }: RunnerState,
): number | undefined {
  const away = Object.values(all).filter(({ mode }) => mode === 'replay')
  if (away.length === 0) return undefined
  // Who waits for its own next step has a machine that has caught up, and nothing of before is done twice.
  const caughtUp = away.every(({ cause }) => cause === 'rejoin')
  const live = acting.every((id) => own(all, id)?.mode === 'live')
  return missed !== undefined && caughtUp && live ? step + 1 : missed
}

/**
 * Whether the pane, which is in replay, is live again from this step on. While it rests it keeps what the
 * room has seen in it.
 */
function comesBack({ steps }: Script, step: number, id: PaneId, { cause }: PaneState): boolean {
  return (cause === 'rejoin' || cause === 'inside') && beginsAtPrompt(steps[step], id)
}

export function beginsAtPrompt(step: PublicStep | undefined, id: PaneId): boolean {
  return step?.panes.includes(id) === true && step.inside?.includes(id) !== true
}

export function finished(
  script: Script,
  state: RunnerState,
  id: PaneId,
  run: number,
  outcome: Outcome,
): Turn {
  const pane = own(state.panes, id)
  if (pane?.run !== run) return [state, []]
  if (!isBusy(pane)) return attended(script, state, id, outcome)
  if (outcome.ok)
    return settle(script, withPane(state, id, { ...pane, phase: 'done', outcome }), [])
  const why = outcomeText(outcome)
  if (outcome.why === 'inside' && script.recorded(state.step, id))
    return takeOver(state, id, 'inside', why)
  const hold = script.steps[state.step]?.onFail === 'hold' && outcome.why !== 'offline'
  // A recording never takes a terminal away from the hand that types in it.
  const asked = outcome.why === 'cancelled' || outcome.why === 'hand'
  if (pane.mode === 'live' && !hold && !asked && script.recorded(state.step, id))
    return takeOver(state, id, 'fault', TRIED.has(outcome.why) ? `live try: ${why}` : why)
  const failed = withPane(state, id, { ...pane, phase: 'failed', outcome })
  const then = outcome.why === 'hand' ? '; next goes on, F shows the recording, R starts over' : ''
  return settle(script, { ...failed, notice: `${id}: ${why}${then}` }, [])
}

/**
 * What a command did that was typed: the room reads it beside the recording, whose command did something
 * else.
 */
const TRIED: ReadonlySet<Why> = new Set(['timeout', 'exit', 'expect', 'pattern', 'ended'])

/** Ends the step when no pane performs any more. */
export function settle(script: Script, state: RunnerState, effects: RunnerEffect[]): Turn {
  if (entries(state).some(([, pane]) => isBusy(pane))) return [state, effects]
  const failed = entries(state).some(([, pane]) => pane.phase === 'failed' && pane.mode === 'live')
  if (failed) return [{ ...state, at: 'held' }, effects]
  const step = state.step + 1
  const faulty = entries(state).some(([, pane]) => pane.cause === 'fault')
  if (faulty && script.live.ok && script.steps[state.step]?.rejoin)
    effects.push({ type: 'rejoin', step: state.step, skipped: false })
  const acting = script.steps[state.step]?.panes ?? []
  const replayed = acting.some((id) => own(state.panes, id)?.mode === 'replay')
  const after = replayed ? { ...withMissed(state, state.step), replayed } : state
  return [{ ...after, step, at: step < script.steps.length ? 'ready' : 'done' }, effects]
}

/** Notes that the live terminals have missed this step. */
export function withMissed(state: RunnerState, step: number): RunnerState {
  return { ...state, missed: Math.min(state.missed ?? step, step) }
}
