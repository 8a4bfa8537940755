import type { DemoBundle } from '../core/bundle.ts'
import type { PaneId, StepId } from '../core/demo.ts'
import { END, already } from '../core/driver.ts'
import type { Driver, Kind, Performance, Phase } from '../core/driver.ts'
import type { Stop } from '../core/event.ts'
import { isBusy, newRunner, run } from '../core/runner.ts'
import type { RunnerEffect, RunnerInput, RunnerState, Script } from '../core/runner.ts'
import { after } from '../core/after.ts'
import { createSwitch, type Switch } from '../core/switch.ts'
import type { Standing } from '../core/position.ts'
import { stateOf } from './standing.ts'
import { own } from '../core/own.ts'

/** One demo's way to the real thing. */
export interface Live {
  /** Asked before every decision: the server may be gone, or the stage another window's. */
  can(): Script['live']
  /** What is known against a step before it is tried; null where nothing is. */
  against(step: StepId): string | null
  driver(pane: PaneId): Driver
  /** Joins a performance that began before this page was loaded. */
  resume(intent: string, pane: PaneId, tell: (phase: Phase) => void): Performance
  /** Brings the real world to where the step after `step` expects it; did it work? */
  rejoin(step: StepId): Promise<boolean>
  /** A shell to type into by hand, opened where there is none. Null, or why there is none. */
  open(pane: PaneId): Promise<string | null>
  /** Fresh shells and the setup again; what is performed next waits for them. */
  rescue(): void
}

/** One demo in this page: its runner and its panes, shared by all stages that show it. */
export interface Play {
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
  /** Loads the recording of a step whose slide is on, before anything can go wrong. */
  ahead(step: StepId): void
  /** Tells of every change. */
  watch(tell: () => void): Stop
}

export interface PlayOptions {
  readonly bundle: DemoBundle
  readonly replays: ReadonlyMap<PaneId, Driver>
  /** Loads a step's recording into this page; null where it is here. */
  readonly ahead?: (step: StepId) => Promise<void> | null
  readonly live?: Live
  readonly mode: Kind
}

/** Carries out what the runner decides. */
export function createPlay({ bundle, replays, ahead, live, mode }: PlayOptions): Play {
  const { demo, replayOnly } = bundle
  const taken = (step: number, pane: PaneId) =>
    own(bundle.take?.panes, pane)?.segments.some(({ step: id }) => id === demo.steps[step]?.id) ??
    false
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

  const switches = new Map(
    demo.panes.map((id) => {
      const replay = replays.get(id)
      const drivers = {
        ...(live && { live: seen(id, live.driver(id)) }),
        ...(replay && { replay }),
      }
      return [id, createSwitch(drivers, own(state.panes, id)?.mode ?? 'replay')]
    }),
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
        follow(effect.pane, effect.run, (tell) => {
          const step = name(effect.step) ?? ''
          const start = () => pane(effect.pane).perform(step, tell)
          // Nothing starts live before its recording is here: the server may be gone when it is needed.
          const coming = pane(effect.pane).kind === 'live' ? (ahead?.(step) ?? null) : null
          return coming === null ? start() : after(coming, start)
        })
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
      if (now.mode === 'live') {
        if (pane(id).kind !== 'live') pane(id).use('live')
        const intent = own(standing.panes, id)?.intent
        if (control && isBusy(now))
          follow(id, now.run, (tell) =>
            live && intent !== undefined
              ? live.resume(intent, id, tell)
              : already({ ok: false, why: 'missing', detail: 'nobody knows what ran' }),
          )
      } else if (isBusy(now) && !joined) {
        // A recording that was being played is played again from the opening of its step.
        pane(id).use('replay', standAt(id, state.step))
        if (control) follow(id, now.run, (tell) => pane(id).perform(name(state.step) ?? '', tell))
        else pane(id).perform(name(state.step) ?? '')
      } else if (
        !isBusy(now) &&
        (was?.mode !== 'replay' || isBusy(was) || before.step !== state.step)
      )
        pane(id).use('replay', standAt(id, state.step))
    }
    tellAll()
  }

  return {
    bundle,
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
