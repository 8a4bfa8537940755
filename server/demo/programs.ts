import type { Demo, PaneId, Step, StepId } from '../../core/demo/model.ts'
import type { PaneShells, Terminal } from './pane-shells.ts'

/** Which programs the steps of a demo have left running, for the steps that need them. */
export interface Programs<T extends Terminal> {
  /**
   * Null if the pane is as the script says that it is when this step begins; else what it lacks, for
   * people. A hand that types in a resting pane is left alone.
   */
  lacking(step: Step, pane: PaneId): string | null
  /**
   * What runs in the other panes and does not, by the script, when this step begins in these: somebody went
   * back, or a recording has ended it meanwhile.
   */
  stale(step: Step, panes: readonly PaneId[]): ReadonlyMap<PaneId, T>
  /** A step begins to type in this pane: what the step before it left is no longer as it was. */
  begins(pane: PaneId): void
  /** The step went to plan in this pane. */
  leaves(step: Step, pane: PaneId, terminal: T): void
}

export function createPrograms<T extends Terminal>(
  demo: Demo,
  shells: Pick<PaneShells<T>, 'get' | 'isTypedInto'>,
): Programs<T> {
  const left = new Map<PaneId, { readonly step: StepId; readonly terminal: T }>()

  /** The step that acted in this pane last, in the order of the script. */
  function before(step: Step, pane: PaneId): Step | undefined {
    const earlier = demo.steps.slice(0, demo.steps.indexOf(step))
    return earlier.findLast(({ parts }) => parts.has(pane))
  }
  const typedInto = (terminal: T | undefined) => terminal && shells.isTypedInto(terminal)
  return {
    lacking(step, pane) {
      const starts = before(step, pane)
      const part = step.parts.get(pane)
      const inside = part ? part.inside : starts?.parts.get(pane)?.leaves
      const here = shells.get(pane)
      if (inside === undefined || (!part && typedInto(here))) return null
      const last = left.get(pane)
      const same = last?.step === starts?.id && last?.terminal === here
      if (!last || !same || last.terminal.ended())
        return `what the step ${starts?.id} leaves running was not begun here`
      if (typedInto(here)) return 'somebody has typed into its program by hand'
      if (inside === 'program' && last.terminal.ready())
        return `what the step ${starts?.id} leaves running has ended by itself`
      return null
    },
    stale: (step, panes) =>
      new Map(
        [...left].flatMap(([pane, last]) =>
          panes.includes(pane) || last.step === before(step, pane)?.id || typedInto(last.terminal)
            ? []
            : [[pane, last.terminal]],
        ),
      ),
    begins: (pane) => void left.delete(pane),
    leaves: (step, pane, terminal) => void left.set(pane, { step: step.id, terminal }),
  }
}
