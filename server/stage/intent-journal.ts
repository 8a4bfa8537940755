import type { PaneId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'

/** Hears how a performance goes on. */
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

/** How many performances a reloaded page can ask about. No talk has as many steps. */
const KEPT = 500

/**
 * What windows asked for, by intent and pane. An intent is performed at most once, however often it is
 * sent; whoever sends it again hears the outcome.
 */
export function createIntentJournal() {
  const entries = new Map<string, Entry>()
  const key = (intent: string, pane: PaneId) => `${intent} ${pane}`

  return {
    has: (intent: string) => [...entries.keys()].some((one) => one.startsWith(`${intent} `)),
    /** Opens the entry to which `phase` and `follow` refer. */
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
    /** Tells this hearer from now on, because the page was reloaded. False: nobody has asked for that. */
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
