import type { PaneId } from '../demo/model.ts'
import type { Kind } from '../playback/driver.ts'
import { absent, entries, isBusy, withPane } from './state.ts'
import type { RunnerEffect, RunnerState, Script, Turn } from './state.ts'
import { takeOver } from './fall-back.ts'
import { perform, settle } from './step.ts'
import { own } from '../base/own.ts'

export function back(script: Script, state: RunnerState): Turn {
  if (state.at === 'running') {
    const busy = entries(state).filter(([, pane]) => isBusy(pane))
    if (busy.some(([, pane]) => pane.mode === 'live'))
      return [{ ...state, notice: 'still running live: F falls back, R starts over' }, []]
    return stand(script, state, state.step)
  }
  if (state.step === 0 && state.at !== 'held') return [state, []]
  return stand(script, state, state.at === 'held' ? state.step : state.step - 1)
}

export function goTo(script: Script, state: RunnerState, step: number): Turn {
  if (state.at === 'running' || step < 0 || step > script.steps.length) return [state, []]
  // The slide itself shows where the demo stands. After `back` a notice is needed as well.
  const [{ notice: _, ...after }, effects] = stand(script, state, step)
  return [after, effects]
}

/**
 * Goes to the opening of `step` without performing anything: replays show it, live panes stay as
 * they are.
 */
export function stand(script: Script, state: RunnerState, step: number): Turn {
  const effects: RunnerEffect[] = []
  const panes = { ...state.panes }
  let live = false
  for (const [id, { outcome: _, ...pane }] of entries(state)) {
    live ||= pane.mode === 'live'
    panes[id] = { ...pane, phase: 'idle', run: pane.run + 1 }
    if (pane.mode !== 'replay') continue
    effects.push(
      { type: 'cancel', pane: id },
      { type: 'use', pane: id, kind: 'replay', from: step },
    )
  }
  const at = step < script.steps.length ? 'ready' : 'done'
  const name = script.steps[step]?.id ?? 'the end'
  const notice = live ? `next is ${name}; the live terminal stays as it is` : `back to ${name}`
  return [{ ...state, at, step, panes, notice }, effects]
}

export function use(script: Script, state: RunnerState, kind: Kind): Turn {
  if (kind === 'replay') return toReplay(script, state, 'hand', 'by hand')
  if (!script.live.ok) return [{ ...state, notice: `no live here: ${script.live.why}` }, []]
  if (state.at === 'running' && entries(state).some(([, pane]) => isBusy(pane)))
    return [
      { ...state, notice: 'live begins between two steps: press L when this one has ended' },
      [],
    ]
  return toLive(state, Object.keys(state.panes), 'live from here')
}

export function toLive(state: RunnerState, ids: readonly PaneId[], notice: string): Turn {
  const panes = { ...state.panes }
  const effects: RunnerEffect[] = []
  for (const id of ids) {
    const { why: _, outcome: _recorded, ...pane } = own(panes, id) ?? absent(id)
    if (pane.mode === 'live') continue
    // The outcome of the recording must not stand under the badge LIVE, nor on another slide.
    panes[id] = { ...pane, mode: 'live', cause: 'none', phase: 'idle', run: pane.run + 1 }
    effects.push({ type: 'use', pane: id, kind: 'live', from: state.step })
  }
  return [{ ...state, panes, notice, at: state.at === 'held' ? 'ready' : state.at }, effects]
}

/** Puts every live pane into replay. Panes that perform or have failed perform the recording. */
export function toReplay(
  script: Script,
  state: RunnerState,
  cause: 'hand' | 'fault',
  why: string,
): Turn {
  let after: RunnerState = state
  const effects: RunnerEffect[] = []
  for (const [id, pane] of entries(state)) {
    if (pane.cause === 'rejoin') after = withPane(after, id, { ...pane, cause })
    if (pane.mode !== 'live') continue
    const performing = isBusy(pane) || pane.phase === 'failed'
    if (performing && script.recorded(state.step, id)) {
      const [taken, more] = takeOver(after, id, cause, why)
      after = { ...taken, at: 'running' }
      effects.push(...more)
      continue
    }
    const { outcome: _live, ...rest } = pane
    const phase = performing ? 'failed' : 'idle'
    after = withPane(after, id, { ...rest, mode: 'replay', cause, why, phase, run: pane.run + 1 })
    // A pane that has ended while others still perform keeps its result on screen.
    const from = state.at === 'running' && pane.phase === 'done' ? state.step + 1 : state.step
    effects.push({ type: 'cancel', pane: id })
    effects.push({ type: 'use', pane: id, kind: 'replay', from })
  }
  if (effects.length === 0) return [state, []]
  const notice = `replay from here, ${why}${script.live.ok ? '; L goes live again' : ''}`
  return state.at === 'running' || after.at === 'running'
    ? settle(script, { ...after, notice }, effects)
    : [{ ...after, notice }, effects]
}

export function rescue(script: Script, state: RunnerState): Turn {
  if (!script.live.ok) return [{ ...state, notice: `no live here: ${script.live.why}` }, []]
  const again = state.at === 'running' || state.at === 'held'
  const ids = Object.keys(state.panes)
  const idle = Object.fromEntries(
    entries(state).map(([id, { outcome: _, ...pane }]) => [
      id,
      { ...pane, phase: 'idle' as const, run: pane.run + 1 },
    ]),
  )
  const cancels = ids.map((pane): RunnerEffect => ({ type: 'cancel', pane }))
  const ready = { ...state, at: state.at === 'done' ? 'done' : 'ready', panes: idle } as const
  // Between steps the old screen stays until the next press, although the shell behind it is new.
  const notice = again ? 'a fresh shell' : 'the next step begins in a fresh shell'
  const [live, effects] = toLive(ready, ids, notice)
  const soFar: RunnerEffect[] = [...cancels, { type: 'rescue', panes: ids }, ...effects]
  if (!again) return [live, soFar]
  const [after, more] = perform(script, live, script.steps[state.step]?.panes ?? [])
  return [after, [...soFar, ...more]]
}
