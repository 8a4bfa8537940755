import type { Clock } from '../../core/base/clock.ts'
import { publicDemo } from '../../core/demo/model.ts'
import type { Demo, PaneId, Step, StepId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Stretch } from '../../core/recording/take.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Ms } from '../../core/base/event.ts'
import { GUARD, newRunner, run } from '../../core/runner/runner.ts'
import type { RunnerEffect, RunnerInput, Script } from '../../core/runner/runner.ts'
import type { Terminal } from './pane-shells.ts'
import type { DemoRuntime } from './runtime.ts'
import { own } from '../../core/base/own.ts'

/** The result of one pane in one step. */
export type PaneResult =
  | {
      readonly type: 'live'
      readonly outcome: Outcome
      /** The time from the step's beginning to its last Enter. */
      readonly typed?: Ms | undefined
      /** When keys were typed, from the step's beginning on. */
      readonly typing?: readonly Stretch[]
    }
  /**
   * An earlier step failed, and nothing has brought the pane back since, so its recording is shown.
   */
  | { readonly type: 'replay'; readonly why: string }
  /** It is live, and has no part in the step but what it prints meanwhile. */
  | { readonly type: 'rested' }

export interface HeadlessOptions {
  readonly demo: Demo
  readonly runtime: DemoRuntime<Terminal>
  readonly clock: Clock
  /**
   * Whether there is a recording of this step for this pane. Without one, no replay can take over.
   */
  recorded(step: StepId, pane: PaneId): boolean
  /** Types at once; otherwise as a person would. */
  readonly hurried?: boolean
  begins(step: Step): void
  /** Called with the outcome of each pane. */
  readonly told: (step: StepId, pane: PaneId, outcome: Outcome) => void
  /** Called when a step has ended in all its panes. Returns whether to perform the next one. */
  ended(step: Step, results: ReadonlyMap<PaneId, PaneResult>): boolean
  /** Cancels the current step, and begins no more. */
  readonly stop?: AbortSignal | undefined
}

/**
 * The time between two steps, in which a recording shows the prompt at which the first one ended.
 */
const SETTLE: Ms = 300

/**
 * Performs a demo without a window. It makes the decisions of the stage's runner, and presses
 * *next* after each step. Nobody sees a replay here, so it takes no time.
 */
export async function performHeadless(options: HeadlessOptions): Promise<void> {
  const { demo, runtime, clock, stop } = options
  const { panes, steps } = publicDemo(demo)
  const script: Script = {
    panes,
    steps,
    live: { ok: true },
    recorded: (step, pane) => options.recorded(steps[step]?.id ?? '', pane),
  }
  let state = newRunner(script, 'live')
  let pressed: Ms = 0
  let rejoining: Promise<void> = Promise.resolve()

  function perform(step: Step, input: RunnerInput): Promise<ReadonlyMap<PaneId, PaneResult>> {
    const results = new Map<PaneId, PaneResult>()
    const start = clock.now()
    return new Promise((resolve) => {
      const send = (one: RunnerInput) => {
        const [after, effects] = run(script, state, one)
        state = after
        const performs = effects.filter((effect) => effect.type === 'perform')
        const live = performs.filter(({ pane }) => own(state.panes, pane)?.mode === 'live')
        if (live.length > 0) performLive(live)
        for (const effect of effects) if (effect.type === 'attend') attend(effect)
        for (const { pane, run: id } of performs) {
          const { mode, why = 'in replay' } = own(state.panes, pane) ?? {}
          if (mode === 'live') continue
          // A pane that failed live in this step keeps that result.
          if (!results.has(pane)) results.set(pane, { type: 'replay', why })
          const outcome = { ok: true, duration: 0, lines: 0 } as const
          queueMicrotask(() => send({ type: 'finished', pane, run: id, outcome }))
        }
        const [rejoin] = effects.filter((effect) => effect.type === 'rejoin')
        if (rejoin)
          rejoining = runtime.rejoin(step.id).then((ok) => {
            const { step: at, skipped } = rejoin
            const [rejoined] = run(script, state, { type: 'rejoined', step: at, ok, skipped })
            state = rejoined
          })
        if (state.at === 'running') return
        for (const [pane, { mode }] of Object.entries(state.panes))
          if (mode === 'live' && !step.parts.has(pane)) results.set(pane, { type: 'rested' })
        resolve(results)
      }
      const attend = ({ pane, run: id }: Extract<RunnerEffect, { type: 'attend' }>) =>
        void runtime
          .perform(step.id, [pane], () => {})
          .get(pane)
          ?.done.then((outcome) => send({ type: 'finished', pane, run: id, outcome }))
      const performLive = (effects: readonly Extract<RunnerEffect, { type: 'perform' }>[]) => {
        const typed = new Map<PaneId, Ms>()
        const typing = new Map<PaneId, [Ms, Ms][]>()
        const passed = () => Math.round(clock.now() - start)
        const heard = (pane: PaneId, phase: Phase | 'done') => {
          const stretches = typing.get(pane) ?? []
          typing.set(pane, stretches)
          const last = stretches.at(-1)
          if (phase === 'typing') stretches.push([passed(), Infinity])
          else if (last?.[1] === Infinity) last[1] = passed()
        }
        const performances: ReadonlyMap<PaneId, Performance> = runtime.perform(
          step.id,
          effects.map(({ pane }) => pane),
          (pane, phase) => {
            heard(pane, phase)
            // `perform` calls this before it has returned the map, so the map is read in a later turn.
            if (options.hurried && phase === 'typing')
              queueMicrotask(() => performances.get(pane)?.hurry())
          },
          (pane) => typed.set(pane, passed()),
        )
        const cancel = () => performances.forEach((performance) => performance.cancel())
        stop?.addEventListener('abort', cancel)
        for (const { pane, run: id } of effects)
          void performances.get(pane)?.done.then((outcome) => {
            heard(pane, 'done')
            const keys = { typed: typed.get(pane), typing: typing.get(pane) ?? [] }
            results.set(pane, { type: 'live', outcome, ...keys })
            options.told(step.id, pane, outcome)
            send({ type: 'finished', pane, run: id, outcome })
            if (results.size === step.parts.size) stop?.removeEventListener('abort', cancel)
          })
      }
      send(input)
    })
  }

  for (const step of demo.steps) {
    if (stop?.aborted) return
    options.begins(step)
    pressed += GUARD
    const results = await perform(step, { type: 'next', now: pressed })
    await rejoining
    await new Promise<void>((resolve) => clock.wake(clock.now() + SETTLE, resolve))
    if (stop?.aborted || !options.ended(step, results)) return
    // No later step builds on an optional one, so the next one is live all the same.
    if (step.optional && state.at === 'ready')
      [state] = run(script, state, { type: 'use', kind: 'live' })
  }
}
