import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import { END, already } from '../../core/playback/driver.ts'
import type { Driver, Kind, Performance, Phase } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Stop } from '../../core/base/event.ts'
import { isBusy, newRunner, run } from '../../core/runner/runner.ts'
import type { RunnerEffect, RunnerInput, RunnerState, Script } from '../../core/runner/runner.ts'
import type { Live } from './live-driver.ts'
import type { Recording } from '../recording/recordings.ts'
import { deferPerformance } from '../../core/playback/deferred-performance.ts'
import { createSwitch, type Switch } from '../../core/playback/switch-driver.ts'
import type { Standing } from '../../core/protocol/position.ts'
import { stateOf } from './saved-state.ts'
import { own } from '../../core/base/own.ts'

/** One demo in this page: its runner and its panes, shared by all stages that show it. */
export interface Play {
  /** Without a take until its recording has come. */
  readonly bundle: DemoBundle
  readonly script: Script
  readonly state: RunnerState
  /** Has this pane a terminal? Before that there is no real screen to show. */
  begun(pane: PaneId): boolean
  pane(id: PaneId): Switch
  /** A shell to type into by hand, opened where there is none. Null, or why there is none. */
  open(pane: PaneId): Promise<string | null>
  send(input: RunnerInput): void
  /**
   * Takes over where the demo stands. `control`: after a reload, what runs is joined; without it
   * another window decides, and this one only shows what it decides.
   */
  adopt(standing: Standing, control: boolean): void
  /** Asks for the recording. Null where it is here, or cannot be had now. */
  load(): Promise<void> | null
  /** Is it on its way? */
  readonly loading: boolean
  /** The recording is here: panes in replay stand where they should. A second one changes nothing. */
  come(recording: Recording): void
  /** Loads the recording of a step whose slide is on, before anything can go wrong. */
  ahead(step: StepId): void
  /** Tells of every change. */
  watch(tell: () => void): Stop
}

export interface PlayOptions extends Partial<Recording> {
  /** Without `replays` its recording is still to come. */
  readonly bundle: DemoBundle
  /** Asks for the recording; null where it cannot be had now. */
  readonly load?: () => Promise<void> | null
  readonly live?: Live
  readonly mode: Kind
}

const NOTHING: Outcome = { ok: false, why: 'missing', detail: 'there is no recording' }

/** Carries out what the runner decides. */
export function createPlay({ live, mode, ...options }: PlayOptions): Play {
  let { bundle, ahead } = options
  let here = options.replays !== undefined
  let loading = false
  const { demo, replayOnly } = bundle
  // What is still to come may hold the step: nobody knows before it is here.
  const taken = (step: number, pane: PaneId) =>
    !here ||
    (own(bundle.take?.panes, pane)?.segments.some(({ step: id }) => id === demo.steps[step]?.id) ??
      false)
  const script: Script = {
    panes: demo.panes,
    steps: demo.steps,
    get live() {
      if (replayOnly !== undefined) return { ok: false, why: replayOnly } as const
      return live?.can() ?? ({ ok: false, why: 'this page has only the recording' } as const)
    },
    against: (step) => live?.against(demo.steps[step]?.id ?? '') ?? null,
    recorded: taken,
  }
  let state = newRunner(script, mode)
  const watchers = new Set<() => void>()
  const performances = new Map<PaneId, Performance>()
  const begun = new Set<PaneId>()
  /** A terminal that shows itself is there, whoever opened it: another window, or this page before. */
  const seen = (id: PaneId, driver: Driver): Driver => ({
    ...driver,
    attach: (emit, from) =>
      driver.attach((signal, parsed) => {
        if (signal.type === 'reset') begun.add(id)
        emit(signal, parsed)
      }, from),
  })

  /** What each switch chooses from: a recording joins when it has come. */
  const drivers = new Map(
    demo.panes.map((id) => {
      const replay = options.replays?.get(id)
      const both: { live?: Driver; replay?: Driver } = {
        ...(live && { live: seen(id, live.driver(id)) }),
        ...(replay && { replay }),
      }
      return [id, both]
    }),
  )
  const switches = new Map(
    [...drivers].map(([id, both]) => [
      id,
      createSwitch(both, own(state.panes, id)?.mode ?? 'replay'),
    ]),
  )
  const pane = (id: PaneId) => {
    const found = switches.get(id)
    if (!found) throw new Error(`invariant: the demo ${demo.name} has no pane ${id}`)
    return found
  }
  const name = (step: number) => demo.steps[step]?.id
  /** Where a pane's recording stands before `step`: a pane that rests there has no part of it. */
  const standAt = (id: PaneId, step: number) => {
    const next = demo.steps.findIndex((_, n) => n >= step && script.recorded(n, id))
    return name(next) ?? END
  }
  /** Where its recording stands now: past the step that runs where it has its part behind it. */
  const standNow = (id: PaneId) => {
    const over = state.at === 'running' && own(state.panes, id)?.phase === 'done'
    return standAt(id, state.step + (over ? 1 : 0))
  }

  function load(): Promise<void> | null {
    const coming = here ? null : (options.load?.() ?? null)
    if (coming === null || loading) return coming
    loading = true
    void coming.then(() => {
      loading = false
      tellAll()
    })
    tellAll()
    return coming
  }
  function come(recording: Recording): void {
    if (here) return
    const { take, damage } = recording.bundle
    // The words stay those that this page began with.
    bundle = { ...bundle, take, ...(damage && { damage }) }
    ahead = recording.ahead
    here = true
    for (const [id, both] of drivers) {
      const replay = recording.replays.get(id)
      if (!replay) continue
      both.replay = replay
      if (own(state.panes, id)?.mode === 'replay') pane(id).use('replay', standNow(id))
    }
    tellAll()
  }
  /**
   * Performs once the recording is here, which a live step may need at any moment: the server may be
   * gone by then. What is to be replayed is never run, also where there is no recording after all.
   */
  function perform(id: PaneId, step: StepId, tell?: (phase: Phase) => void): Performance {
    const isLive = () => pane(id).kind === 'live'
    const start = () =>
      isLive() && own(state.panes, id)?.mode === 'replay'
        ? already(NOTHING)
        : pane(id).perform(step, tell)
    const rest = () => (isLive() ? (ahead?.(step) ?? null) : null)
    const coming = load()
    const ready = coming === null ? rest() : coming.then(() => rest() ?? undefined)
    return ready === null ? start() : deferPerformance(ready, start)
  }

  // A driver may answer before its method returns, so inputs wait for the one being handled.
  const queue: RunnerInput[] = []
  let handling = false
  function send(input: RunnerInput): void {
    queue.push(input)
    if (handling) return
    handling = true
    try {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const [after, effects] = run(script, state, one)
        state = after
        effects.forEach(carryOut)
      }
    } finally {
      handling = false
    }
    tellAll()
  }
  const tellAll = () => [...watchers].forEach((tell) => tell())

  function follow(id: PaneId, n: number, begin: (tell: (phase: Phase) => void) => Performance) {
    const performance = begin((phase) => send({ type: 'phase', pane: id, run: n, phase }))
    performances.set(id, performance)
    void performance.done.then((outcome) => send({ type: 'finished', pane: id, run: n, outcome }))
  }

  function carryOut(effect: RunnerEffect): void {
    switch (effect.type) {
      case 'perform':
        if (pane(effect.pane).kind === 'live') begun.add(effect.pane)
        follow(effect.pane, effect.run, (tell) =>
          perform(effect.pane, name(effect.step) ?? '', tell),
        )
        break
      case 'hurry':
        performances.get(effect.pane)?.hurry()
        break
      case 'cancel':
        performances.get(effect.pane)?.cancel()
        performances.delete(effect.pane)
        break
      case 'use':
        pane(effect.pane).use(effect.kind, standAt(effect.pane, effect.from))
        break
      case 'rejoin': {
        const { step, skipped } = effect
        const trying = live?.rejoin(name(step) ?? '') ?? Promise.resolve(false)
        void trying.then((ok) => send({ type: 'rejoined', step, ok, skipped }))
        break
      }
      case 'rescue':
        live?.rescue()
        break
      default:
        effect satisfies never
    }
  }

  function adopt(standing: Standing, control: boolean): void {
    const before = state
    state = stateOf(before, standing)
    for (const [id, now] of Object.entries(state.panes)) {
      const was = own(before.panes, id)
      const joined = was?.mode === now.mode && isBusy(was) && before.step === state.step
      const last = was?.mode === 'replay' ? performances.get(id) : undefined
      // It may be waiting still, for its recording.
      if (!joined) last?.cancel()
      if (now.mode === 'live') {
        if (pane(id).kind !== 'live') pane(id).use('live')
        const intent = own(standing.panes, id)?.intent
        if (control && isBusy(now))
          follow(id, now.run, (tell) =>
            live && intent !== undefined
              ? live.resume(intent, id, tell)
              : already({ ok: false, why: 'missing', detail: 'nobody knows what ran' }),
          )
      } else if (isBusy(now) && joined && last) {
        // Whoever has control waits for the end of what this page only showed so far.
        if (control) follow(id, now.run, () => last)
      } else if (isBusy(now)) {
        // A recording that was being played is played again from the opening of its step.
        pane(id).use('replay', standNow(id))
        const step = name(state.step) ?? ''
        if (control) follow(id, now.run, (tell) => perform(id, step, tell))
        else performances.set(id, perform(id, step))
      } else if (
        !isBusy(now) &&
        (was?.mode !== 'replay' || isBusy(was) || before.step !== state.step)
      )
        pane(id).use('replay', standNow(id))
    }
    tellAll()
  }

  return {
    get bundle() {
      return bundle
    },
    script,
    get state() {
      return state
    },
    begun: (id) => begun.has(id),
    async open(id) {
      if (pane(id).kind !== 'live' || !live) return 'nobody can type into a recording'
      const why = await live.open(id)
      if (why === null) begun.add(id)
      return why
    },
    load,
    get loading() {
      return loading
    },
    come,
    ahead: (step) => void ahead?.(step),
    pane,
    send,
    adopt,
    watch(tell) {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}
