import type { RunnerEffect, RunnerInput, RunnerState, Script, Turn } from './state.ts'
import { entries, isBusy } from './state.ts'
import { stand } from './live-or-replay.ts'

/**
 * Goes past the next step, or past the failed step that is held, without performing it. Recordings
 * go to the opening of the following step. Live panes stay live in two cases: the step has a
 * `rejoin`, which brings the real world there meanwhile, or the step is `optional`. In any other
 * case the next live step would find an unknown state, so the panes go to replay until a later
 * `rejoin`.
 */
export function skip(script: Script, state: RunnerState): Turn {
  const { at, step } = state
  const one = script.steps[step]
  if (at === 'running')
    return [{ ...state, notice: 'a step is running: F falls back, R starts over' }, []]
  if (!one) return [state, []]
  const panes = { ...state.panes }
  const rejoins = one.rejoin && script.live.ok
  let [live, faulty] = [false, false]
  for (const [id, { outcome: _, ...pane }] of entries(state)) {
    live ||= pane.mode === 'live'
    faulty ||= pane.cause === 'fault'
    if (pane.mode === 'live' && !rejoins && !one.optional)
      panes[id] = { ...pane, mode: 'replay', cause: 'fault', why: 'a step was skipped' }
  }
  const [after, effects] = stand(script, { ...state, at: 'ready', panes }, step + 1)
  const more: RunnerEffect[] =
    rejoins && (live || faulty) ? [{ type: 'rejoin', step, skipped: true }] : []
  return [{ ...after, notice: `skipped ${one.id}` }, [...effects, ...more]]
}

export function rejoined(
  script: Script,
  state: RunnerState,
  { step, ok, skipped }: Extract<RunnerInput, { type: 'rejoined' }>,
): Turn {
  const name = script.steps[step]?.id ?? ''
  const between = state.at !== 'running' && state.step === step + 1
  // The presenter has asked for live: each pane waits for its next step, whichever that is.
  const asked = state.at !== 'running' && entries(state).some(([, pane]) => pane.cause === 'rejoin')
  if (!ok) {
    const notice = `rejoin after ${name} failed; replay goes on`
    // The step was skipped and its rejoin failed: the live panes are not where the next step
    // expects them.
    return skipped && (between || asked) ? toFault(state, notice) : [{ ...state, notice }, []]
  }
  // Only between steps: a step that already runs in replay ends in replay.
  if (!between || asked) return [state, []]
  const faulty = entries(state).filter(([, pane]) => pane.cause === 'fault' && !isBusy(pane))
  const back = faulty.map(([id, pane]) => [id, { ...pane, cause: 'rejoin' as const }])
  const panes = { ...state.panes, ...Object.fromEntries(back) } as RunnerState['panes']
  const notice = skipped ? `skipped ${name}; the next step is live` : 'the next step is live again'
  return [{ ...state, panes, notice }, []]
}

function toFault(state: RunnerState, notice: string): Turn {
  const why = 'live did not come back'
  const effects: RunnerEffect[] = []
  const panes = { ...state.panes }
  for (const [id, pane] of entries(state)) {
    if (pane.cause === 'rejoin') panes[id] = { ...pane, cause: 'fault', why }
    if (pane.mode !== 'live') continue
    const { outcome: _, ...rest } = pane
    panes[id] = { ...rest, mode: 'replay', cause: 'fault', why, phase: 'idle', run: pane.run + 1 }
    effects.push({ type: 'cancel', pane: id })
    effects.push({ type: 'use', pane: id, kind: 'replay', from: state.step })
  }
  return [{ ...state, panes, notice }, effects]
}
