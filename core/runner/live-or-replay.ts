import type { PaneId } from '../demo/model.ts'
import type { Kind } from '../playback/driver.ts'
import { LIVE_SOON, absent, entries, isBusy, livePanes, withPane } from './state.ts'
import type { PaneState, RunnerEffect, RunnerState, Script, Turn } from './state.ts'
import { takeOver } from './fall-back.ts'
import { beginsAtPrompt, perform, settle, withMissed } from './step.ts'
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
export function stand(script: Script, { replayed: _, ...state }: RunnerState, step: number): Turn {
  const effects: RunnerEffect[] = []
  const panes = { ...state.panes }
  let live = false
  for (const [id, { outcome: _old, ...pane }] of entries(state)) {
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
  const after = step > state.step && !live ? withMissed(state, state.step) : state
  return [{ ...after, at, step, panes, notice }, effects]
}

export function use(script: Script, state: RunnerState, kind: Kind): Turn {
  if (kind === 'replay') return toReplay(script, state, 'hand', 'by hand')
  if (!script.live.ok) return [{ ...state, notice: `no live here: ${script.live.why}` }, []]
  if (state.at === 'running' && entries(state).some(([, pane]) => isBusy(pane)))
    return [
      { ...state, notice: 'live begins between two steps: press L when this one has ended' },
      [],
    ]
  const away = entries(state).filter(([, pane]) => pane.mode === 'replay')
  const asked = away.every(([, pane]) => pane.cause === 'rejoin')
  if (state.missed === undefined || state.at === 'done' || asked)
    return toLive(state, Object.keys(state.panes), 'live from here')
  return liveFromNext(script, state, state.missed)
}

/**
 * The live terminals have missed steps. What the recording shows is still being talked about, so it stays
 * until the pane's own next step; the last `rejoin` among those steps brings the real world there meanwhile.
 */
function liveFromNext(script: Script, state: RunnerState, missed: number): Turn {
  const panes = backAtNext(script, state.step, state.panes)
  const rejoin = script.steps.findLastIndex((one, n) => one.rejoin && n >= missed && n < state.step)
  const at = state.at === 'held' ? 'ready' : state.at
  return [
    {
      ...state,
      ...{ at, panes },
      notice: `${liveAgain(script, state)}; L again shows the live terminal now`,
    },
    rejoin < 0 ? [] : [{ type: 'rejoin', step: rejoin, skipped: true }],
  ]
}

export function toLive(
  { missed: _, ...state }: RunnerState,
  ids: readonly PaneId[],
  notice: string,
): Turn {
  const panes = { ...state.panes }
  const effects: RunnerEffect[] = []
  for (const id of ids) {
    const { why: _why, outcome: _recorded, ...pane } = own(panes, id) ?? absent(id)
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
    if (pane.cause === 'rejoin' || pane.cause === 'inside')
      after = withPane(after, id, { ...pane, cause })
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
  if (effects.length === 0 && after === state) return [state, []]
  const notice = `replay from here, ${why}${script.live.ok ? '; L goes live again' : ''}`
  return state.at === 'running' || after.at === 'running'
    ? settle(script, { ...after, notice }, effects)
    : [{ ...after, notice }, effects]
}

/**
 * Fresh shells and the setup again. The step that runs, or that the room has just seen as a recording, is
 * then performed live; otherwise the next one is.
 */
export function rescue(script: Script, before: RunnerState): Turn {
  if (!script.live.ok) return [{ ...before, notice: `no live here: ${script.live.why}` }, []]
  const between = before.at === 'ready' || before.at === 'done'
  const ids = Object.keys(before.panes)
  const fresh: RunnerEffect[] = [
    ...ids.map((pane) => ({ type: 'cancel', pane }) as const),
    { type: 'rescue', panes: ids },
  ]
  const idle = Object.fromEntries(
    entries(before).map(([id, { outcome: _, ...pane }]) => [
      id,
      { ...pane, phase: 'idle' as const, run: pane.run + 1 },
    ]),
  )
  if (between && before.replayed !== true) {
    // A live pane shows its new shell: the badge LIVE is not over the screen of one that has ended.
    const panes = backAtNext(script, before.step, idle)
    const { missed: _, ...state } = before
    const opens = livePanes(before).map((pane) => ({ type: 'open', pane }) as const)
    const notice = 'fresh shells, and the setup has run again: nothing of before is there'
    return [{ ...state, panes, notice }, [...fresh, ...opens]]
  }
  const step = between ? before.step - 1 : before.step
  const ready = { ...before, at: 'ready', step, panes: idle } as const
  const [live, effects] = toLive(ready, ids, 'a fresh shell')
  const [after, more] = perform(script, live, script.steps[step]?.panes ?? [])
  return [after, [...fresh, ...effects, ...more]]
}

/**
 * The panes in replay are live from their next step on that begins at the prompt; until then they show what
 * they show.
 */
function backAtNext({ steps }: Script, step: number, panes: RunnerState['panes']) {
  return Object.fromEntries(
    Object.entries(panes).map(([id, pane]): [PaneId, PaneState] => {
      if (pane.mode === 'live') return [id, pane]
      const why = LIVE_SOON[liveAt(steps.slice(step), id)]
      return [id, { ...pane, cause: 'rejoin', why }]
    }),
  )
}

/** When a pane is live again that `steps` are left of. */
function liveAt(steps: Script['steps'], id: PaneId): keyof typeof LIVE_SOON {
  if (beginsAtPrompt(steps[0], id)) return 'next'
  if (!steps.some((one) => beginsAtPrompt(one, id))) return 'never'
  const first = steps.find(({ panes }) => panes.includes(id))
  return first?.inside?.includes(id) === true ? 'inside' : 'rests'
}

/** Which step is live again, for the presenter. */
function liveAgain(script: Script, { step, panes }: RunnerState): string {
  const away = Object.entries(panes).filter(([, { mode }]) => mode === 'replay')
  const at = script.steps.findIndex(
    (one, n) => n >= step && away.some(([id]) => beginsAtPrompt(one, id)),
  )
  if (at < 0) return 'no later step begins at the prompt'
  return at === step ? 'the next step is live' : `live from the step ${script.steps[at]?.id} on`
}
