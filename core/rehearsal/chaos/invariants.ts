import type { Ms } from '../../base/event.ts'

/** What the room sees of one pane. */
export interface ObservedPane {
  readonly id: string
  /** `LIVE` or `REPLAY`. */
  readonly badge: string
  readonly why: string
  /** Whether its screen is empty. */
  readonly blank: boolean
}

/** Where a talk stands, as its page shows it. */
export interface ObservedStage {
  /** The slide, counted from 0 over all columns. */
  readonly slide: number
  readonly slides: number
  readonly name: string
  /** Changes with each press that did something. */
  readonly place: string
  /** How many presses were acted on in the step counter of the slide. */
  readonly performed: number
  /** Which stage of the deck is on this slide, from 0; -1: none. */
  readonly stage: number
  readonly running: boolean
  /** What *next* would do: `step`, `fragment`, `slide` or `end`. */
  readonly next: string
  /** Whether another window has control, or none. */
  readonly barred: boolean
  readonly panes: readonly ObservedPane[]
  /** The slide has neither text nor picture. */
  readonly blank: boolean
  /** Whether a socket is open. `refused`: the server said that it does not know this page. */
  readonly open: boolean
  readonly refused: boolean
}

/** A step that the page asked the server for. */
export interface AskedStep {
  readonly intent: string
  readonly demo: string
  readonly step: string
  /** Which life of the server was asked, from 0. */
  readonly life: number
}

/** One press, and what came of it. */
export interface ObservedPress {
  readonly before: ObservedStage
  /** Null: the stage could not continue in time. */
  readonly after: ObservedStage | null
  readonly performed: readonly AskedStep[]
  readonly took: Ms
}

/**
 * Checks what must hold after every press, whatever happened during it; returns each breach as a
 * sentence.
 */
export function breaches({ before, after, performed, took }: ObservedPress): readonly string[] {
  const found: string[] = []
  const steps = new Set(performed.map(({ intent }) => intent))
  if (steps.size > 1) found.push(`one press asked for ${steps.size} steps`)
  if (!after)
    return [...found, `the press was stranded: after ${Math.round(took / 1000)} s no way on`]
  if (after.blank) found.push('the slide is blank')
  if (after.barred) found.push('the window has lost control of the stage')
  if (after.slide === before.slide) {
    if (after.performed > before.performed + 1)
      found.push(`one press went ${after.performed - before.performed} steps on`)
    for (const pane of after.panes) {
      const had = before.panes.find(({ id }) => id === pane.id)
      if (had?.blank === false && pane.blank) found.push(`pane ${pane.id} has gone blank`)
    }
  } else if (Math.abs(after.slide - before.slide) > 1)
    found.push(`one press went from slide ${before.slide + 1} to ${after.slide + 1}`)
  return found
}

/** Steps that one life of the server was asked for more than once, each in a sentence. */
export function repeats(performed: readonly AskedStep[]): readonly string[] {
  const intents = new Map<string, Set<string>>()
  for (const { life, demo, step, intent } of performed) {
    const key = `${demo}/${step} in life ${life + 1} of the server`
    intents.set(key, (intents.get(key) ?? new Set()).add(intent))
  }
  return [...intents].flatMap(([key, asked]) =>
    asked.size > 1 ? [`${key} was asked for ${asked.size} times`] : [],
  )
}
