import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Terminal } from '../demo/pane-shells.ts'
import type { DemoRuntime } from '../demo/runtime.ts'
import { createIntentJournal, type Hearer } from './intent-journal.ts'

/** The steps that windows ask for. An intent is the id that a window gives to one press of next. */
export interface StepRequests {
  /**
   * Null, or why nothing is performed. An intent that is known already performs nothing again: it is
   * resumed.
   */
  perform(
    intent: string,
    demo: string,
    step: StepId,
    panes: readonly PaneId[],
    hearer: (pane: PaneId) => Hearer,
  ): string | null
  /** Tells this hearer from now on. False: nobody has asked for that. */
  resume(intent: string, pane: PaneId, hearer: Hearer): boolean
  hurry(intent: string, pane: PaneId): void
  cancel(intent: string, pane: PaneId): void
}

/** `find`: the runtime in which a demo runs, or why it may not. */
export function createStepRequests<T extends Terminal>(
  find: (demo: string) => DemoRuntime<T> | string,
): StepRequests {
  const journal = createIntentJournal()
  return {
    perform(intent, demo, step, panes, hearer) {
      if (journal.has(intent)) {
        // Whoever asks twice hears the outcome. In panes that were not asked for before, nothing begins.
        for (const pane of panes)
          if (!journal.resume(intent, pane, hearer(pane)))
            hearer(pane).outcome({ ok: false, why: 'missing', detail: 'that was asked for before' })
        return null
      }
      const found = find(demo)
      if (typeof found === 'string') return found
      for (const pane of panes) journal.open(intent, pane, hearer(pane))
      const performing = found.perform(step, panes, (pane, phase) =>
        journal.phase(intent, pane, phase),
      )
      for (const [pane, performance] of performing) journal.follow(intent, pane, performance)
      return null
    },
    resume: (intent, pane, hearer) => journal.resume(intent, pane, hearer),
    hurry: (intent, pane) => journal.hurry(intent, pane),
    cancel: (intent, pane) => journal.cancel(intent, pane),
  }
}
