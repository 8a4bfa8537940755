import type { Clock, Random } from '../core/clock.ts'
import { binariesOf, patienceOf } from '../core/demo.ts'
import type { Demo, Pane, PaneId, Requirement, StepId } from '../core/demo.ts'
import type { Outcome, Performance, Phase } from '../core/driver.ts'
import type { Ms, Stop } from '../core/event.ts'
import { createLive } from '../core/live.ts'
import type { Port } from '../core/port.ts'
import { plain, type Attempt } from './attempt.ts'
import { later, missing } from './later.ts'
import { becomesReady, calm } from './prompt.ts'
import { unmet } from './unmet.ts'

/** A terminal that can be ended. */
export interface Terminal extends Port {
  close(): Promise<void>
  /** True once the shell has ended. */
  ended(): boolean
}

/** How a world touches the machine. */
export interface Hands<T extends Terminal> {
  open(pane: Pane): Promise<Attempt<T>>
  /** Runs a script of the demo's folder, or a command, out of sight. `why` is for people. */
  hidden(what: { file: string } | { command: string }): Promise<Attempt<void>>
  /** Is this binary on the PATH? Runs nothing. */
  has(binary: string): boolean
  /** Is it so? Commands run as hidden ones do. */
  readonly meets: (need: Requirement) => Promise<Attempt<void>>
  readonly clock: Clock
  readonly random: Random
}

export interface World<T extends Terminal> {
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

/** Why a step cannot begin in a terminal, as the badge says it. */
const OCCUPIED = 'what was begun by hand still runs: R for a fresh shell'
/** A shell that starts gets this long to show its prompt. Slow laptops and ssh need seconds. */
const START: Ms = 10_000

export function createWorld<T extends Terminal>(
  demo: Demo,
  hands: Hands<T>,
  recorded: (step: StepId, pane: PaneId) => Ms | undefined,
): World<T> {
  const terminals = new Map<PaneId, T>()
  const hearers = new Map<PaneId, Set<(terminal: T) => void>>()
  const presentable = new WeakSet<T>()
  /** Shells that are being opened: the step and the hand that want one get the same. */
  const opening = new Map<PaneId, Promise<Attempt<T>>>()
  /** What performs, and how a hand ends it. */
  const performing = new Map<PaneId, { hand(): void }>()
  /** Shells in which a hand typed after their last step: what it started is not ours to end. */
  const handled = new WeakSet<T>()
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

  async function shell(pane: Pane): Promise<Attempt<T>> {
    // One that still starts has nothing to be interrupted; Ctrl-C could end it.
    if (opening.has(pane.id)) return fresh(pane)
    const open = terminals.get(pane.id)
    if (open && !open.ended()) {
      if (await calm(open, hands.clock)) {
        handled.delete(open)
        return { ok: true, value: open }
      }
      // An editor with an hour's work in it, perhaps.
      if (handled.has(open)) return { ok: false, why: OCCUPIED }
    }
    await open?.close()
    return fresh(pane)
  }
  function fresh(pane: Pane): Promise<Attempt<T>> {
    const underway = opening.get(pane.id)
    if (underway) return underway
    const opened = openShell(pane).finally(() => opening.delete(pane.id))
    opening.set(pane.id, opened)
    return opened
  }
  async function openShell(pane: Pane): Promise<Attempt<T>> {
    touched = true
    const opened = await hands.open(pane)
    if (!opened.ok) return opened
    terminals.set(pane.id, opened.value)
    const stands = await becomesReady(opened.value, hands.clock, START)
    presentable.add(opened.value)
    if (terminals.get(pane.id) === opened.value)
      hearers.get(pane.id)?.forEach((hear) => hear(opened.value))
    if (stands) return opened
    return { ok: false, why: 'the shell did not come to its prompt' }
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
        if (!script || !part) return [id, later(ready, () => missing(`no step ${step} for ${id}`))]
        const patience = patienceOf(script, recorded(step, id))
        let taken = false
        const begin = (why: string | undefined): Performance => {
          const terminal = terminals.get(id)
          if (why !== undefined || !terminal) return missing(why ?? 'there is no shell')
          const score = { part, patience, typed: () => typed?.(id) }
          const live = createLive(terminal, () => score, hands.clock, hands.random)
          const performance = live.perform(step, (phase) => tell(id, phase))
          // What takes over is a recording: nothing that failed goes on running behind it.
          if (script.onFail === 'replay')
            void performance.done.then(async (outcome) => {
              if (!outcome.ok && !taken) await quiet(id, terminal)
            })
          return performance
        }
        const performance = later(ready, (failures) => begin(failures.get(id)))
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
        const result = await shell(pane)
        if (!result.ok) failures.set(pane.id, result.why)
      }),
    )
    return failures
  }

  async function quiet(id: PaneId, terminal: T): Promise<void> {
    if (terminal.ended() || (await calm(terminal, hands.clock))) return
    if (terminals.get(id) === terminal) terminals.delete(id)
    await terminal.close()
  }

  async function end(): Promise<void> {
    const open = [...terminals.values()]
    terminals.clear()
    await Promise.all(open.map((terminal) => terminal.close()))
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
    terminal: (pane) => terminals.get(pane),
    async open(id) {
      const pane = demo.panes.find((one) => one.id === id)
      if (!pane) return { ok: false, why: `there is no pane ${id}` }
      const world = await prepare()
      if (!world.ok) return world
      const open = terminals.get(id)
      if (open?.ended()) await open.close()
      else if (open && !opening.has(id)) return { ok: true, value: undefined }
      return plain(await fresh(pane))
    },
    type(pane, data) {
      const terminal = terminals.get(pane)
      if (!terminal || terminal.ended()) return
      handled.add(terminal)
      performing.get(pane)?.hand()
      terminal.write(data)
    },
    onTerminal(pane, hear) {
      const set = hearers.get(pane) ?? new Set()
      hearers.set(pane, set.add(hear))
      const open = terminals.get(pane)
      if (open && presentable.has(open)) hear(open)
      return () => void set.delete(hear)
    },
    perform: start,
    async prepare(panes = []) {
      if (panes.length === 0) return prepare()
      const [why] = (await gather(panes)).values()
      return why === undefined ? { ok: true, value: undefined } : { ok: false, why }
    },
    async rescue() {
      prepared = null
      await end()
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
      await end()
      if (touched && demo.teardown !== undefined) await hands.hidden({ file: demo.teardown })
      touched = false
      prepared = null
    },
  }
}
