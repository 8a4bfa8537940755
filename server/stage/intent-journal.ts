import type { PaneId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'

/** Who wants to know what becomes of a performance. */
export interface Hearer {
  phase(phase: Phase): void
  outcome(outcome: Outcome): void
}

interface Entry {
  performance: Performance | null
  phase: Phase
  outcome: Outcome | null
  hearer: Hearer
}

/** Performances that a reloaded page can still ask about: more than any talk has steps. */
const KEPT = 500

/**
 * What was asked for, by intent and pane. One intent is performed at most once, however often it is
 * sent; whoever asks later hears what became of it.
 */
export function createIntentJournal() {
  const entries = new Map<string, Entry>()
  const key = (intent: string, pane: PaneId) => `${intent} ${pane}`

  return {
    has: (intent: string) => [...entries.keys()].some((one) => one.startsWith(`${intent} `)),
    /** Opens the entry that `phase` and `performance` go on with. */
    open(intent: string, pane: PaneId, hearer: Hearer): void {
      entries.set(key(intent, pane), { performance: null, phase: 'setup', outcome: null, hearer })
      const oldest = entries.keys().next()
      if (entries.size > KEPT && !oldest.done) entries.delete(oldest.value)
    },
    phase(intent: string, pane: PaneId, phase: Phase): void {
      const entry = entries.get(key(intent, pane))
      if (!entry) return
      entry.phase = phase
      entry.hearer.phase(phase)
    },
    follow(intent: string, pane: PaneId, performance: Performance): void {
      const entry = entries.get(key(intent, pane))
      if (!entry) return
      entry.performance = performance
      void performance.done.then((outcome) => {
        entry.outcome = outcome
        entry.hearer.outcome(outcome)
      })
    },
    /** The page was loaded anew: from now on this hearer is told. False for what nobody asked for. */
    resume(intent: string, pane: PaneId, hearer: Hearer): boolean {
      const entry = entries.get(key(intent, pane))
      if (!entry) return false
      entry.hearer = hearer
      hearer.phase(entry.phase)
      if (entry.outcome) hearer.outcome(entry.outcome)
      return true
    },
    hurry: (intent: string, pane: PaneId) => entries.get(key(intent, pane))?.performance?.hurry(),
    cancel: (intent: string, pane: PaneId) => entries.get(key(intent, pane))?.performance?.cancel(),
  }
}
