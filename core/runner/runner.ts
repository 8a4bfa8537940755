import type { Kind } from '../playback/driver.ts'
import { withCompany } from './company.ts'
import { back, goTo, rescue, toLive, toReplay, use } from './live-or-replay.ts'
import { rejoined, skip } from './skip.ts'
import { livePanes, withPane } from './state.ts'
import type { PaneState, RunnerInput, RunnerState, Script, Turn } from './state.ts'
import { finished, next } from './step.ts'
import { defined } from '../base/defined.ts'
import { own } from '../base/own.ts'

export { GUARD, LIVE_SOON, isBusy } from './state.ts'
export type { PaneState, RunnerEffect, RunnerInput, RunnerState, Script } from './state.ts'

export function newRunner(script: Script, mode: Kind, step = 0): RunnerState {
  const live = mode === 'live' && script.live.ok
  const barred = mode === 'live' && !script.live.ok && !script.isRecording
  const pane: PaneState = {
    mode: live ? 'live' : 'replay',
    cause: live ? 'none' : barred ? 'fault' : 'hand',
    phase: 'idle',
    run: 0,
    ...defined({ why: barred && !script.live.ok ? script.live.why : undefined }),
  }
  return {
    at: step < script.steps.length ? 'ready' : 'done',
    step,
    panes: Object.fromEntries(script.panes.map((id) => [id, pane])),
    // A page that begins before its server answers has lost nothing: it goes live when it answers.
    ...defined({ stood: barred ? script.panes : undefined }),
    pressed: -Infinity,
  }
}

/** Decides which step runs with which driver: state and input in, new state and effects out. */
export function run(script: Script, before: RunnerState, input: RunnerInput): Turn {
  return withCompany(script, before, decide(script, before, input))
}

function decide(script: Script, before: RunnerState, input: RunnerInput): Turn {
  // Each input drops the notice and `stood`; the cases below that keep them say so.
  const { notice: _, stood, ...state } = before
  switch (input.type) {
    case 'next':
      return next(script, before, state, input.now)
    case 'back':
      return back(script, state)
    case 'goto': {
      const [after, effects] = goTo(script, state, input.step)
      // A page may begin on a slide in the middle of a demo. That goto is no act of the presenter.
      const fresh = Object.values(state.panes).every((pane) => pane.run === 0)
      return [fresh && stood ? { ...after, stood } : after, effects]
    }
    case 'toggle':
      return use(script, state, livePanes(state).length > 0 ? 'replay' : 'live')
    case 'use':
      return use(script, state, input.kind)
    case 'fallback':
      return use(script, state, 'replay')
    case 'offline': {
      const [after, effects] = toReplay(script, state, 'fault', 'the server is gone')
      const between = state.at === 'ready' || state.at === 'done'
      return [between ? { ...after, stood: livePanes(state) } : after, effects]
    }
    case 'online': {
      if (stood?.length && script.live.ok)
        return toLive(state, stood, 'the server is back: live where it was')
      const lost = Object.values(state.panes).some((pane) => pane.cause === 'fault')
      return [lost ? { ...state, notice: 'the server is back: L goes live' } : before, []]
    }
    case 'rescue':
      return rescue(script, state)
    case 'skip':
      return skip(script, state)
    case 'phase': {
      const pane = own(state.panes, input.pane)
      if (pane?.run !== input.run || state.at !== 'running') return [before, []]
      // A new phase keeps the last notice: the presenter may still be reading it.
      return [withPane(before, input.pane, { ...pane, phase: input.phase }), []]
    }
    case 'finished':
      return finished(script, before, input.pane, input.run, input.outcome)
    case 'rejoined':
      return rejoined(script, state, input)
    default:
      return input satisfies never
  }
}
