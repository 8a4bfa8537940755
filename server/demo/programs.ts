import type { Demo, PaneId, Step, StepId } from '../../core/demo/model.ts'
import type { PaneShells, Terminal } from './pane-shells.ts'

/** Which programs the steps of a demo have left running, for the steps that type into them. */
export interface Programs<T extends Terminal> {
  /** Null if this step can begin in this pane; else why it cannot, for people. */
  lacking(step: Step, pane: PaneId): string | null
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

  /** The step whose program this step types into. */
  function before(step: Step, pane: PaneId): StepId | undefined {
    const earlier = demo.steps.slice(0, demo.steps.indexOf(step))
    return earlier.findLast(({ parts }) => parts.has(pane))?.id
  }
  return {
    lacking(step, pane) {
      const inside = step.parts.get(pane)?.inside
      if (inside === undefined) return null
      const starts = before(step, pane)
      const last = left.get(pane)
      const same = last?.step === starts && last?.terminal === shells.get(pane)
      if (!last || !same || last.terminal.ended())
        return `it types into what the step ${starts} leaves running, which was not performed here`
      if (shells.isTypedInto(last.terminal)) return 'somebody has typed into its program by hand'
      if (inside === 'program' && last.terminal.ready())
        return `it types into what the step ${starts} leaves running, and that has ended by itself`
      return null
    },
    begins: (pane) => void left.delete(pane),
    leaves: (step, pane, terminal) => void left.set(pane, { step: step.id, terminal }),
  }
}
