import type { DemoBundle } from '../core/bundle.ts'
import type { PaneId, StepId } from '../core/demo.ts'
import type { Driver, Kind, Performance } from '../core/driver.ts'
import type { Stop } from '../core/event.ts'
import { newRunner, run } from '../core/runner.ts'
import type { RunnerEffect, RunnerInput, RunnerState, Script } from '../core/runner.ts'
import { createSwitch, type Switch } from '../core/switch.ts'

/** One demo's way to the real thing. */
export interface Live {
  driver(pane: PaneId): Driver
  /** Brings the real world to where the step after `step` expects it; did it work? */
  rejoin(step: StepId): Promise<boolean>
  /** Fresh shells and the setup again. */
  rescue(panes: readonly PaneId[]): Promise<void>
}

/** One demo in this page: its runner and its panes, shared by all stages that show it. */
export interface Play {
  readonly bundle: DemoBundle
  readonly script: Script
  readonly state: RunnerState
  /** Has this pane ever performed live here? Before that there is no real screen to show. */
  begun(pane: PaneId): boolean
  pane(id: PaneId): Switch
  send(input: RunnerInput): void
  /** Tells of every change. */
  watch(tell: () => void): Stop
}

export interface PlayOptions {
  readonly bundle: DemoBundle
  readonly replays: ReadonlyMap<PaneId, Driver>
  readonly live?: Live
  readonly mode: Kind
}

/** Carries out what the runner decides. */
export function createPlay({ bundle, replays, live, mode }: PlayOptions): Play {
  const { demo } = bundle
  const script: Script = {
    panes: demo.panes,
    steps: demo.steps,
    live:
      live && bundle.replayOnly === undefined
        ? { ok: true }
        : { ok: false, why: bundle.replayOnly ?? 'this page plays the recording' },
    recorded: (step, pane) =>
      bundle.take?.panes[pane]?.segments.some(({ step: id }) => id === demo.steps[step]?.id) ??
      false,
  }
  let state = newRunner(script, mode)
  const watchers = new Set<() => void>()
  const performances = new Map<PaneId, Performance>()
  const begun = new Set<PaneId>()
  // Nothing is performed before fresh shells are there.
  let fresh: Promise<void> | null = null

  const switches = new Map(
    demo.panes.map((id) => {
      const replay = replays.get(id)
      const drivers = {
        ...(live ? { live: live.driver(id) } : {}),
        ...(replay ? { replay } : {}),
      }
      return [id, createSwitch(drivers, state.panes[id]?.mode ?? 'replay')]
    }),
  )
  const pane = (id: PaneId) => {
    const found = switches.get(id)
    if (!found) throw new Error(`invariant: the demo ${demo.name} has no pane ${id}`)
    return found
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
        for (const effect of effects) carryOut(effect)
      }
    } finally {
      handling = false
    }
    for (const tell of [...watchers]) tell()
  }

  function perform(id: PaneId, step: StepId, n: number): void {
    const performance = pane(id).perform(step, (phase) => {
      send({ type: 'phase', pane: id, run: n, phase })
    })
    performances.set(id, performance)
    void performance.done.then((outcome) => send({ type: 'finished', pane: id, run: n, outcome }))
  }

  function carryOut(effect: RunnerEffect): void {
    switch (effect.type) {
      case 'perform': {
        const step = demo.steps[effect.step]?.id ?? ''
        if (state.panes[effect.pane]?.mode === 'live') begun.add(effect.pane)
        const still = () => state.panes[effect.pane]?.run === effect.run
        if (fresh) void fresh.then(() => still() && perform(effect.pane, step, effect.run))
        else perform(effect.pane, step, effect.run)
        break
      }
      case 'hurry':
        performances.get(effect.pane)?.hurry()
        break
      case 'cancel':
        performances.get(effect.pane)?.cancel()
        performances.delete(effect.pane)
        break
      case 'use':
        pane(effect.pane).use(effect.kind, demo.steps[effect.from]?.id)
        break
      case 'rejoin': {
        const { step } = effect
        const trying = live?.rejoin(demo.steps[step]?.id ?? '') ?? Promise.resolve(false)
        void trying.catch(() => false).then((ok) => send({ type: 'rejoined', step, ok }))
        break
      }
      case 'rescue': {
        const shells = (live?.rescue(effect.panes) ?? Promise.resolve())
          // What failed here fails again, with its reason, when the step is performed.
          .catch(() => undefined)
          .then(() => {
            if (fresh === shells) fresh = null
          })
        fresh = shells
        break
      }
      default:
        effect satisfies never
    }
  }

  return {
    bundle,
    script,
    get state() {
      return state
    },
    begun: (id) => begun.has(id),
    pane,
    send,
    watch(tell) {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}
