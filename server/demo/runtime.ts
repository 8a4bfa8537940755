import type { Clock, Random } from '../../core/base/clock.ts'
import { binariesOf, patienceOf } from '../../core/demo/model.ts'
import type { Demo, Pane, PaneId, Requirement, StepId } from '../../core/demo/model.ts'
import { deferPerformance } from '../../core/playback/deferred-performance.ts'
import { missing } from '../../core/playback/driver.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { createLive } from '../../core/performer/live-driver.ts'
import type { Searcher } from '../../core/demo/pattern-search.ts'
import type { Attempt } from '../base/result.ts'
import { createShells, type Terminal } from './pane-shells.ts'
import { unmet } from './unmet.ts'

/** How a world touches the machine. */
export interface MachineAdapter<T extends Terminal> {
  /** Looks whether the demo is still what was approved: null, or why nothing more of it may run. */
  may(): string | null
  open(pane: Pane): Promise<Attempt<T>>
  /** Runs a script of the demo's folder, or a command, out of sight. `why` is for people. */
  hidden(what: { file: string } | { command: string }): Promise<Attempt<void>>
  /** Is this binary on the PATH? Runs nothing. */
  has(binary: string): boolean
  /** Is it so? Commands run as hidden ones do. */
  readonly meets: (need: Requirement) => Promise<Attempt<void>>
  readonly clock: Clock
  readonly random: Random
  readonly search: Searcher
}

export interface DemoRuntime<T extends Terminal> {
  readonly demo: Demo
  /** What is missing here, judged without running anything; null when nothing is. */
  missing(): string | null
  /** As `missing`, but commands of `requires` are run too. What a live step would find. */
  unmet(): Promise<string | null>
  terminal(pane: PaneId): T | undefined
  /** A shell for a hand to type into, opened where there is none. Interrupts nothing. */
  open(pane: PaneId): Promise<Attempt<void>>
  /** What a hand typed. The performance in that pane ends as `hand`: two never type at once. */
  type(pane: PaneId, data: string): void
  /**
   * Hears of every terminal as soon as it stands at its first prompt, and at once of those that do:
   * the empty screen of a shell that is still starting would be a flash on stage.
   */
  onTerminal(pane: PaneId, hear: (terminal: T) => void): Stop
  /**
   * Sees to requirements, setup and shells; then all panes start together. Each performance
   * resolves on its own, and never rejects.
   */
  perform(
    step: StepId,
    panes: readonly PaneId[],
    tell: (pane: PaneId, phase: Phase) => void,
    typed?: (pane: PaneId) => void,
  ): ReadonlyMap<PaneId, Performance>
  /** Requirements and setup ahead of the first step, and shells for these panes at their prompt. */
  prepare(panes?: readonly PaneId[]): Promise<Attempt<void>>
  /** Ends the shells; the next step gets fresh ones and the setup again. */
  rescue(): Promise<void>
  rejoin(step: StepId): Promise<boolean>
  /** Has anything of it been run, its setup for one? */
  begun(): boolean
  /** Ends the shells and runs the teardown, if anything was started. */
  close(): Promise<void>
}

export function createDemoRuntime<T extends Terminal>(
  demo: Demo,
  hands: MachineAdapter<T>,
  recorded: (step: StepId, pane: PaneId) => Ms | undefined,
): DemoRuntime<T> {
  const shells = createShells((pane) => {
    touched = true
    return hands.open(pane)
  }, hands.clock)
  /** What performs, and how a hand ends it. */
  const performing = new Map<PaneId, { hand(): void }>()
  let prepared: Promise<Attempt<void>> | null = null
  let touched = false
  /** Two steps that are skipped rejoin one after the other. */
  let rejoining: Promise<unknown> = Promise.resolve()

  function prepare(): Promise<Attempt<void>> {
    prepared ??= getReady().then((result) => {
      // A failed preparation is tried again at the next step: somebody may have started Docker.
      if (!result.ok) prepared = null
      return result
    })
    return prepared
  }
  async function lacks(): Promise<string | null> {
    if (!demo.live) return 'this demo has nothing to run'
    const changed = hands.may()
    if (changed !== null) return changed
    // Once the setup has run, it may be the demo itself that listens there.
    const needs = demo.requires.filter((need) => need.type !== 'port' || !touched)
    return unmet(needs, hands)
  }
  async function getReady(): Promise<Attempt<void>> {
    const why = await lacks()
    if (why !== null) return { ok: false, why }
    if (demo.setup === undefined) return { ok: true, value: undefined }
    touched = true
    return hands.hidden({ file: demo.setup })
  }

  function start(
    step: StepId,
    panes: readonly PaneId[],
    tell: (pane: PaneId, phase: Phase) => void,
    typed?: (pane: PaneId) => void,
  ) {
    const script = demo.steps.find((one) => one.id === step)
    const known = panes.filter((id) => script?.parts.has(id))
    known.forEach((id) => tell(id, 'setup'))
    // One promise for all: no pane types before the last one stands at its prompt.
    const ready = gather(known, script?.requires)
    return new Map(
      panes.map((id) => {
        const part = script?.parts.get(id)
        if (!script || !part)
          return [id, deferPerformance(ready, () => missing(`no step ${step} for ${id}`))]
        const patience = patienceOf(script, recorded(step, id))
        let taken = false
        const begin = (why: string | undefined): Performance => {
          const terminal = shells.get(id)
          if (why !== undefined || !terminal) return missing(why ?? 'there is no shell')
          const score = { part, patience, typed: () => typed?.(id) }
          const live = createLive(terminal, () => score, hands)
          const performance = live.perform(step, (phase) => tell(id, phase))
          // What takes over is a recording: nothing that failed goes on running behind it.
          if (script.onFail === 'replay')
            void performance.done.then(async (outcome) => {
              if (!outcome.ok && !taken) await shells.quiet(id, terminal)
            })
          return performance
        }
        const performance = deferPerformance(ready, (failures) => begin(failures.get(id)))
        const turn = {
          hand() {
            taken = true
            performance.cancel()
          },
        }
        performing.set(id, turn)
        const done = performance.done.then((outcome): Outcome => {
          if (performing.get(id) === turn) performing.delete(id)
          const byHand = taken && !outcome.ok && outcome.why === 'cancelled'
          return byHand ? { ok: false, why: 'hand' } : outcome
        })
        return [id, { ...performance, done }]
      }),
    )
  }
  /** Everything the panes of a step need; the answer says which lack something, and what. */
  async function gather(
    panes: readonly PaneId[],
    needs: readonly Requirement[] = [],
  ): Promise<Map<PaneId, string>> {
    const all = (why: string) => new Map(panes.map((id) => [id, why]))
    if (panes.length === 0) return all('')
    // What a rejoin leaves behind is where this step begins.
    await rejoining
    const world = await prepare()
    if (!world.ok) return all(world.why)
    const why = await unmet(needs, hands)
    if (why !== null) return all(why)
    const failures = new Map<PaneId, string>()
    const chosen = demo.panes.filter((pane) => panes.includes(pane.id))
    await Promise.all(
      chosen.map(async (pane) => {
        const result = await shells.forStep(pane)
        if (!result.ok) failures.set(pane.id, result.why)
      }),
    )
    // The last thing before something is typed: setup and shells may have taken minutes.
    const changed = hands.may()
    return changed === null ? failures : all(changed)
  }

  return {
    demo,
    missing() {
      if (!demo.live) return 'this demo has nothing to run'
      const names = binariesOf(demo.requires).filter((name) => !hands.has(name))
      if (names.length === 0) return null
      return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not installed`
    },
    unmet: lacks,
    terminal: (pane) => shells.get(pane),
    async open(id) {
      const pane = demo.panes.find((one) => one.id === id)
      if (!pane) return { ok: false, why: `there is no pane ${id}` }
      const world = await prepare()
      if (!world.ok) return world
      return shells.forHand(pane)
    },
    type(pane, data) {
      const terminal = shells.taken(pane)
      if (!terminal) return
      performing.get(pane)?.hand()
      terminal.write(data)
    },
    onTerminal: (pane, hear) => shells.onTerminal(pane, hear),
    perform: start,
    async prepare(panes = []) {
      if (panes.length === 0) return prepare()
      const [why] = (await gather(panes)).values()
      return why === undefined ? { ok: true, value: undefined } : { ok: false, why }
    },
    async rescue() {
      prepared = null
      await shells.end()
    },
    async rejoin(step) {
      const command = demo.steps.find((one) => one.id === step)?.rejoin
      if (command === undefined) return false
      const attempt = rejoining.then(async () => {
        const world = await prepare()
        return world.ok && (await hands.hidden({ command })).ok
      })
      rejoining = attempt
      return attempt
    },
    begun: () => touched,
    async close() {
      // A setup that still runs is waited for: a teardown beside it would find half a world.
      await prepared
      await shells.end()
      if (touched && demo.teardown !== undefined) await hands.hidden({ file: demo.teardown })
      touched = false
      prepared = null
    },
  }
}
