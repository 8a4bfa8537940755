import type { Demo, PaneId, StepId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { Attempt } from '../base/result.ts'
import type { MachineAdapter } from './machine-adapter.ts'
import { createPaneShells, type Terminal } from './pane-shells.ts'
import { createPreparation } from './preparation.ts'
import { createStepPerformer } from './step-performance.ts'

/** One demo that runs on this machine: its preparation, the shells of its panes, its steps. */
export interface DemoRuntime<T extends Terminal> {
  readonly demo: Demo
  /** The missing requirement, found without running anything; null if none is missing. */
  missing(): string | null
  /**
   * As `missing`, but also runs the commands of `requires`: the answer is what a live step would
   * find.
   */
  unmet(): Promise<string | null>
  terminal(pane: PaneId): T | undefined
  /** Opens a shell for somebody to type into, unless there is one. Interrupts nothing. */
  open(pane: PaneId): Promise<Attempt<void>>
  /**
   * Types what somebody typed. The performance in that pane ends as `hand`: two never type at once.
   */
  type(pane: PaneId, data: string): void
  /**
   * Calls `hear` with every terminal as soon as it shows its first prompt, and at once with those
   * that do already: the empty screen of a shell that is still starting would be a flash on stage.
   */
  onTerminal(pane: PaneId, hear: (terminal: T) => void): Stop
  /**
   * Checks requirements, runs the setup and opens shells; then all panes start together. Each
   * performance resolves on its own, and never rejects. That of a pane which rests in this step says at
   * once whether the program runs there that the script expects.
   */
  perform(
    step: StepId,
    panes: readonly PaneId[],
    tell: (pane: PaneId, phase: Phase) => void,
    typed?: (pane: PaneId) => void,
  ): ReadonlyMap<PaneId, Performance>
  /**
   * Checks requirements and runs the setup ahead of the first step, and opens shells for these
   * panes.
   */
  prepare(panes?: readonly PaneId[]): Promise<Attempt<void>>
  /** Ends the shells; the next step gets fresh ones and the setup again. */
  rescue(): Promise<void>
  rejoin(step: StepId): Promise<boolean>
  /** Whether anything of it has been run, its setup for example. */
  begun(): boolean
  /** Ends the shells and runs the teardown, if anything was started. */
  close(): Promise<void>
}

/** `recorded`: how long the step took in this pane when it was recorded, in ms. */
export function createDemoRuntime<T extends Terminal>(
  demo: Demo,
  machine: MachineAdapter<T>,
  recorded: (step: StepId, pane: PaneId) => Ms | undefined,
): DemoRuntime<T> {
  const preparation = createPreparation(demo, machine)
  const shells = createPaneShells((pane) => {
    preparation.begin()
    return machine.open(pane)
  }, machine.clock)
  const performer = createStepPerformer({ demo, machine, shells, preparation, recorded })
  return {
    demo,
    missing: () => preparation.missing(),
    unmet: () => preparation.unmet(),
    terminal: (pane) => shells.get(pane),
    async open(id) {
      const pane = demo.panes.find((one) => one.id === id)
      if (!pane) return { ok: false, why: `there is no pane ${id}` }
      const prepared = await preparation.ready()
      if (!prepared.ok) return prepared
      return shells.forTyping(pane)
    },
    type(pane, data) {
      const terminal = shells.typedInto(pane)
      if (!terminal) return
      performer.interrupt(pane)
      terminal.write(data)
    },
    onTerminal: (pane, hear) => shells.onTerminal(pane, hear),
    perform: (step, panes, tell, typed) => performer.perform(step, panes, tell, typed),
    async prepare(panes = []) {
      if (panes.length === 0) return preparation.ready()
      const [why] = (await performer.gather(panes)).values()
      return why === undefined ? { ok: true, value: undefined } : { ok: false, why }
    },
    async rescue() {
      preparation.reset()
      await shells.end()
    },
    rejoin: (step) => preparation.rejoin(step),
    begun: () => preparation.begun(),
    async close() {
      // A running setup is waited for: a teardown beside it would find only half of what the setup
      // makes.
      await preparation.settled()
      await shells.end()
      await preparation.tearDown()
    },
  }
}
