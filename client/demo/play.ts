import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import { END, type Kind } from '../../core/playback/driver.ts'
import type { Stop } from '../../core/base/event.ts'
import { joining } from '../../core/runner/company.ts'
import { isBusy, newRunner, run } from '../../core/runner/runner.ts'
import type {
  PaneState,
  RunnerEffect,
  RunnerInput,
  RunnerState,
  Script,
} from '../../core/runner/runner.ts'
import type { Live } from './live-driver.ts'
import type { Recording } from '../recording/recordings.ts'
import type { Switch } from '../../core/playback/switch-driver.ts'
import type { Standing } from '../../core/protocol/position.ts'
import { createAwaitedRecording, type AwaitedOptions } from './awaited-recording.ts'
import { createPanePerformances } from './pane-performances.ts'
import { createPaneSwitches } from './pane-switches.ts'
import { stateOf } from './saved-state.ts'
import { own } from '../../core/base/own.ts'

/** One demo in this page: its runner and its panes, shared by all stages that show it. */
export interface Play {
  /** Without a take until its recording has come. */
  readonly bundle: DemoBundle
  readonly script: Script
  readonly state: RunnerState
  /** Whether this pane has a terminal. Before that there is no real screen to show. */
  begun(pane: PaneId): boolean
  pane(id: PaneId): Switch
  /** Opens a shell to type into by hand. Resolves to null, or to why there is none. */
  open(pane: PaneId): Promise<string | null>
  send(input: RunnerInput): void
  /**
   * Takes over a saved state. `control`: this window decides from now on, and joins what runs, as after
   * a reload. Without it another window decides, and this one only shows it.
   */
  adopt(saved: Standing, control: boolean): void
  /** Asks for the recording. Null where it is here, or cannot be had now. */
  load(): Promise<void> | null
  /** Whether the recording is on its way. */
  readonly loading: boolean
  /** The recording has come: panes in replay show it. A second one changes nothing. */
  come(recording: Recording): void
  /** Loads the recording of a step whose slide is on, before anything can go wrong. */
  ahead(step: StepId): void
  /** Tells of every change. */
  watch(tell: () => void): Stop
}

export interface PlayOptions extends AwaitedOptions {
  readonly live?: Live
  readonly mode: Kind
}

/** Carries out what the runner decides. */
export function createPlay({ live, mode, ...options }: PlayOptions): Play {
  const { demo } = options.bundle
  const changes = createEmitter()
  const recording = createAwaitedRecording(options, changes.emit)
  const script = scriptOf(options.bundle, live, recording.covers)
  let state = newRunner(script, mode)
  const modeOf = (id: PaneId) => own(state.panes, id)?.mode ?? 'replay'
  const panes = createPaneSwitches(demo, live, options.replays, modeOf)
  const { pane } = panes
  const name = (step: number) => demo.steps[step]?.id ?? ''

  const send = inTurn((input: RunnerInput) => {
    const [after, effects] = run(script, state, input)
    state = after
    effects.forEach(carryOut)
  }, changes.emit)

  const performances = createPanePerformances({
    pane,
    recording,
    live,
    isReplayed: (id) => own(state.panes, id)?.mode === 'replay',
    send,
  })

  function carryOut(effect: RunnerEffect): void {
    switch (effect.type) {
      case 'perform':
        if (pane(effect.pane).kind === 'live') panes.begin(effect.pane)
        performances.perform(effect.pane, name(effect.step), effect.run)
        break
      case 'attend':
        performances.attend(effect.pane, name(effect.step), effect.run)
        break
      case 'accompany':
        performances.perform(effect.pane, name(effect.step), null)
        break
      case 'hurry':
        performances.get(effect.pane)?.hurry()
        break
      case 'cancel':
        performances.cancel(effect.pane)
        break
      case 'use':
        pane(effect.pane).use(effect.kind, standAt(script, effect.pane, effect.from))
        break
      case 'rejoin': {
        const { step, skipped } = effect
        const trying = live?.rejoin(name(step)) ?? Promise.resolve(false)
        void trying.then((ok) => send({ type: 'rejoined', step, ok, skipped }))
        break
      }
      case 'rescue':
        live?.rescue()
        break
      case 'open':
        // A pane that has shown no terminal yet has none to be replaced.
        if (panes.begun(effect.pane)) void live?.open(effect.pane)
        break
      default:
        effect satisfies never
    }
  }

  /** `was`: the pane before. `joined`: it performs the same step in the same mode as before. */
  function adoptPane(id: PaneId, was: PaneState | undefined, joined: boolean, saved: Saved): void {
    const now = own(state.panes, id)
    if (!now) return
    const { control, moved, intent } = saved
    // It rests before and after, and may play its part of the step meanwhile.
    const rests = was?.mode === 'replay' && !isBusy(was) && !isBusy(now) && !moved
    if (rests && now.mode === 'replay') return
    const last = was?.mode === 'replay' ? performances.get(id) : undefined
    // A replay that is no longer meant may still be waiting for its recording.
    if (!joined) last?.cancel()
    if (now.mode === 'live') {
      if (pane(id).kind !== 'live') pane(id).use('live')
      if (control && isBusy(now)) performances.resume(id, now.run, intent)
    } else if (!isBusy(now)) {
      if (moved || was?.mode !== 'replay' || isBusy(was))
        pane(id).use('replay', standNow(script, state, id))
    } else if (joined && last) {
      // Whoever has control waits for the end of what this page only showed so far.
      if (control) performances.follow(id, now.run, last)
    } else {
      // A recording that was being played is played again from the opening of its step.
      pane(id).use('replay', standNow(script, state, id))
      performances.perform(id, name(state.step), control ? now.run : null)
    }
  }

  return {
    get bundle() {
      return recording.bundle
    },
    script,
    get state() {
      return state
    },
    begun: panes.begun,
    async open(id) {
      if (pane(id).kind !== 'live' || !live) return 'nobody can type into a recording'
      const why = await live.open(id)
      if (why === null) panes.begin(id)
      return why
    },
    load: recording.load,
    get loading() {
      return recording.loading
    },
    come(found) {
      if (!recording.come(found)) return
      for (const id of panes.join(found.replays))
        if (own(state.panes, id)?.mode === 'replay')
          pane(id).use('replay', standNow(script, state, id))
      changes.emit()
    },
    ahead: (step) => void recording.ahead(step),
    pane,
    send,
    adopt(saved, control) {
      const before = state
      state = stateOf(before, saved)
      const moved = before.step !== state.step
      for (const [id, now] of Object.entries(state.panes)) {
        const was = own(before.panes, id)
        const joined = was?.mode === now.mode && isBusy(was) && !moved
        adoptPane(id, was, joined, { control, moved, intent: own(saved.panes, id)?.intent })
      }
      for (const id of joining(script, before, state))
        performances.perform(id, name(state.step), null)
      changes.emit()
    },
    watch: changes.on,
  }
}

interface Saved {
  readonly control: boolean
  /** The demo was at another step before. */
  readonly moved: boolean
  /** The performance that the pane was in, if it is known. */
  readonly intent: string | undefined
}

/** What the runner has to know of a demo. */
function scriptOf(
  { demo, replayOnly }: DemoBundle,
  live: Live | undefined,
  recorded: (step: number, pane: PaneId) => boolean,
): Script {
  return {
    panes: demo.panes,
    steps: demo.steps,
    isRecording: !demo.live && replayOnly === undefined,
    get live() {
      if (replayOnly !== undefined) return { ok: false, why: replayOnly } as const
      return live?.can() ?? ({ ok: false, why: 'this page has only the recording' } as const)
    },
    against: (step) => live?.against(demo.steps[step]?.id ?? '') ?? null,
    recorded,
  }
}

/** Where a pane's recording stands before `step`: at the next step that it has a part in. */
function standAt(script: Script, id: PaneId, step: number): StepId {
  const next = script.steps.findIndex((_, n) => n >= step && script.recorded(n, id))
  return script.steps[next]?.id ?? END
}

/** Where a pane's recording stands now: past the step that runs if the pane has ended its part. */
function standNow(script: Script, state: RunnerState, id: PaneId): StepId {
  const over = state.at === 'running' && own(state.panes, id)?.phase === 'done'
  return standAt(script, id, state.step + (over ? 1 : 0))
}

/**
 * Handles one value at a time: those that come meanwhile wait, because a driver may answer before its
 * method returns. `after` is called when none is left.
 */
function inTurn<T extends object>(handle: (value: T) => void, after: () => void) {
  const queue: T[] = []
  let handling = false
  return (value: T): void => {
    queue.push(value)
    if (handling) return
    handling = true
    try {
      for (let one = queue.shift(); one; one = queue.shift()) handle(one)
    } finally {
      handling = false
    }
    after()
  }
}
