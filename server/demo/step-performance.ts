import { patienceOf } from '../../core/demo/model.ts'
import type { Demo, Part, PaneId, Requirement, Step, StepId } from '../../core/demo/model.ts'
import { deferPerformance } from '../../core/playback/deferred-performance.ts'
import { already, missing } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Ms } from '../../core/base/event.ts'
import { createLive } from '../../core/performer/live-driver.ts'
import type { MachineAdapter } from './machine-adapter.ts'
import type { PaneShells, Terminal } from './pane-shells.ts'
import { createPrograms, type Programs } from './programs.ts'
import { unmet, type Preparation } from './preparation.ts'

/** Performs the steps of one demo live. */
export interface StepPerformer {
  /** As `DemoRuntime.perform`. */
  perform(
    step: StepId,
    panes: readonly PaneId[],
    tell: (pane: PaneId, phase: Phase) => void,
    typed?: (pane: PaneId) => void,
  ): ReadonlyMap<PaneId, Performance>
  /**
   * Gets everything that a step needs in these panes: preparation, its own requirements, and a
   * shell at its prompt in each. The answer holds the panes that lack something, with the reason
   * for people.
   */
  gather(
    panes: readonly PaneId[],
    needs?: readonly Requirement[],
  ): Promise<ReadonlyMap<PaneId, string>>
  /** Called when somebody types in this pane: its performance ends as `hand`. */
  interrupt(pane: PaneId): void
}

export interface StepPerformerOptions<T extends Terminal> {
  readonly demo: Demo
  readonly machine: MachineAdapter<T>
  readonly shells: PaneShells<T>
  readonly preparation: Preparation
  /** The duration of the step when it was recorded. */
  recorded(step: StepId, pane: PaneId): Ms | undefined
}

export function createStepPerformer<T extends Terminal>(
  options: StepPerformerOptions<T>,
): StepPerformer {
  const { demo } = options
  const performing = new Map<PaneId, Interruptible>()
  const programs: Programs<T> = createPrograms(demo, options.shells)
  const gather: StepPerformer['gather'] = (panes, needs) =>
    gatherPanes(options, panes, panes, { needs })

  function performPart(
    step: Step,
    pane: PaneId,
    part: Part,
    { ready, leave }: Readiness,
    { phase, typed }: { phase: (phase: Phase) => void; typed: () => void },
  ): Performance {
    const patience = patienceOf(step, options.recorded(step.id, pane))
    let began = false
    const performance = interruptible(
      deferPerformance(ready, (failures) => {
        began = true
        // A program may have ended while the others were made ready.
        const outside = programs.lacking(step, pane)
        if (outside !== null) return already({ ok: false, why: 'inside', detail: outside })
        const why = failures.get(pane)
        const terminal = options.shells.get(pane)
        if (why !== undefined || !terminal) return missing(why ?? 'there is no shell')
        programs.begins(pane)
        const live = createLive(terminal, () => ({ part, patience, typed }), options.machine)
        const performed = live.perform(step.id, phase)
        const begun = { ...performed, done: performed.done.then((end) => explained(end, terminal)) }
        void begun.done.then(async (outcome) => {
          if (outcome.ok) programs.leaves(step, pane, terminal)
          // A recording takes over, so what failed must not continue behind it.
          else if (step.onFail === 'replay' && !performance.interrupted())
            await options.shells.quiet(pane, terminal)
        })
        return begun
      }),
    )
    performing.set(pane, performance)
    void performance.done.then(() => {
      if (performing.get(pane) === performance) performing.delete(pane)
    })
    return { ...performance, hurry: () => (began ? performance.hurry() : leave()) }
  }

  return {
    gather,
    perform(id, panes, tell, typed) {
      const step = demo.steps.find((one) => one.id === id)
      const known = panes.filter((pane) => step?.parts.has(pane))
      known.forEach((pane) => tell(pane, 'setup'))
      // Nothing is started for a pane whose program is missing, and none is disturbed for one that
      // types into it. All panes share one promise, so that none types before the last one can. What
      // should have ended by now is ended first.
      const here = known.filter((pane) => step && programs.lacking(step, pane) === null)
      const atPrompt = here.filter((pane) => step?.parts.get(pane)?.inside === undefined)
      const tidy = async () => {
        if (!step) return
        const stale = [...programs.stale(step, here)]
        stale.forEach(([pane]) => programs.begins(pane))
        await Promise.all(stale.map(([pane, terminal]) => options.shells.quiet(pane, terminal)))
      }
      const readiness = gatherUntilLeft((left) =>
        gatherPanes(options, here, atPrompt, { needs: step?.requires, left, tidy }),
      )
      return new Map(
        panes.map((pane) => {
          const part = step?.parts.get(pane)
          if (step && !part && demo.panes.some(({ id }) => id === pane))
            return [pane, already(rested(programs.lacking(step, pane)))]
          if (!step || !part)
            return [
              pane,
              deferPerformance(readiness.ready, () => missing(`no step ${id} for ${pane}`)),
            ]
          const told = {
            phase: (phase: Phase) => tell(pane, phase),
            typed: () => typed?.(pane),
          }
          return [pane, performPart(step, pane, part, readiness, told)]
        }),
      )
    },
    interrupt: (pane) => performing.get(pane)?.interrupt(),
  }
}

/** The outcome of a pane that rests: whether it shows what the script says. */
function rested(lacking: string | null): Outcome {
  if (lacking !== null) return { ok: false, why: 'inside', detail: lacking }
  return { ok: true, duration: 0, lines: 0 }
}

/** Says of a step without an end that its command has ended, where that is so. */
function explained(outcome: Outcome, terminal: Terminal): Outcome {
  if (outcome.ok || outcome.why !== 'timeout' || terminal.ready() || !terminal.shellReads())
    return outcome
  return { ...outcome, detail: LOST }
}

/** Nothing marks an empty prompt, and the prompt of an old bash only until somebody changes it. */
const LOST =
  'no program runs any more, but the shell shows no prompt that Cuecast knows: set PS1, or begin a fresh shell'

interface Interruptible extends Performance {
  /** Cancels the performance, which ends as `hand` unless it had ended already. */
  interrupt(): void
  interrupted(): boolean
}

function interruptible(performance: Performance): Interruptible {
  let interrupted = false
  return {
    hurry: () => performance.hurry(),
    cancel: () => performance.cancel(),
    done: performance.done.then((outcome): Outcome => {
      const byHand = interrupted && !outcome.ok && outcome.why === 'cancelled'
      return byHand ? { ok: false, why: 'hand' } : outcome
    }),
    interrupt() {
      interrupted = true
      performance.cancel()
    },
    interrupted: () => interrupted,
  }
}

/** What the panes of a step lack, once that is known. */
interface Readiness {
  readonly ready: Promise<ReadonlyMap<PaneId, string>>
  /** Stops waiting for a rejoin, without which no pane can begin. */
  readonly leave: () => void
}

function gatherUntilLeft(gather: (left: Promise<false>) => Readiness['ready']): Readiness {
  let leave = () => {}
  const left = new Promise<false>((resolve) => (leave = () => resolve(false)))
  return { ready: gather(left), leave: () => leave() }
}

interface Circumstances {
  readonly needs?: readonly Requirement[] | undefined
  /** Resolves where a rejoin is not waited for any longer. */
  readonly left?: Promise<false>
  /** Ends what must not run beside the step. */
  readonly tidy?: () => Promise<void>
}

async function gatherPanes<T extends Terminal>(
  { demo, machine, shells, preparation }: StepPerformerOptions<T>,
  panes: readonly PaneId[],
  /** Those of them that need a shell at its prompt. */
  atPrompt: readonly PaneId[],
  { needs = [], left, tidy }: Circumstances,
): Promise<ReadonlyMap<PaneId, string>> {
  const all = (why: string) => new Map(panes.map((id) => [id, why]))
  if (panes.length === 0) return all('')
  // A rejoin leaves the state in which this step begins.
  const rejoined = preparation.rejoined()
  if (!(await (left ? Promise.race([rejoined, left]) : rejoined)))
    return all('live did not come back')
  const prepared = await preparation.ready()
  if (!prepared.ok) return all(prepared.why)
  const why = await unmet(needs, machine)
  if (why !== null) return all(why)
  await tidy?.()
  const failures = new Map<PaneId, string>()
  const chosen = demo.panes.filter((pane) => atPrompt.includes(pane.id))
  await Promise.all(
    chosen.map(async (pane) => {
      const shell = await shells.forStep(pane)
      if (!shell.ok) failures.set(pane.id, shell.why)
    }),
  )
  // This check is the last thing before something is typed: setup and shells may have taken
  // minutes.
  const changed = machine.may()
  return changed === null ? failures : all(changed)
}
