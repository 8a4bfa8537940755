import type { StepId } from '../demo/model.ts'
import type { Ms } from '../base/event.ts'

/** A step on its slide, as the talk comes to it. */
export interface PlannedStep {
  /** Counted over all slides, from 0. */
  readonly slide: number
  readonly demo: string
  readonly step: StepId
  readonly optional: boolean
  /** How long it usually takes. */
  readonly usual: Ms
}

export interface TalkSchedule {
  /** When each slide is meant to begin, and at last when the talk ends (`planOf`). */
  readonly plan: readonly Ms[]
  /** In the order of the slides. */
  readonly stops: readonly PlannedStep[]
}

export interface Retiming {
  /** Above 0: this much behind the plan; below 0: ahead of it. 0 within the time of the slide. */
  readonly behind: Ms
  /** Optional steps ahead that would make it up, in their order; empty where it is not worth it. */
  readonly skip: readonly PlannedStep[]
  /** The time that skipping all of them saves. */
  readonly saves: Ms
}

/** A talk counts as late from this on: smaller differences are normal in speech. */
export const LATE: Ms = 60_000

/**
 * Where the talk is against its plan. `done` stops of the slide were performed or skipped; the time
 * of a slide is shared evenly by what is said first and by its stops.
 */
export function retime(
  talk: TalkSchedule,
  here: { readonly slide: number; readonly done: number },
  elapsed: Ms,
): Retiming {
  const own = talk.stops.filter(({ slide }) => slide === here.slide)
  const start = talk.plan[here.slide] ?? 0
  const share = shareOf(talk, here.slide)
  const from = start + share * Math.min(here.done, own.length)
  const behind = elapsed > from + share ? elapsed - from - share : Math.min(0, elapsed - from)
  if (behind < LATE) return { behind, skip: [], saves: 0 }
  const ahead = [
    ...own.slice(here.done),
    ...talk.stops.filter(({ slide }) => slide > here.slide),
  ].filter(({ optional }) => optional)
  const saved = (stop: PlannedStep) => Math.max(stop.usual, shareOf(talk, stop.slide))
  // As few as will do: those that save most, until the time is made up.
  const chosen = new Set<PlannedStep>()
  let saves = 0
  for (const stop of ahead.toSorted((a, b) => saved(b) - saved(a))) {
    if (saves >= behind) break
    chosen.add(stop)
    saves += saved(stop)
  }
  return { behind, skip: ahead.filter((stop) => chosen.has(stop)), saves }
}

function shareOf({ plan, stops }: TalkSchedule, slide: number): Ms {
  const many = stops.filter((stop) => stop.slide === slide).length
  return Math.max(0, (plan[slide + 1] ?? 0) - (plan[slide] ?? 0)) / (many + 1)
}

/** `2:40`, `0:07`, `-1:05`: minutes and seconds. */
export function clockWords(ms: Ms): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000)
  const sign = ms < 0 && seconds > 0 ? '−' : ''
  return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `3 min behind: skipping layers and limits saves 2:40`; `on time`; `2 min ahead`. */
export function retimingWords({ behind, skip, saves }: Retiming): string {
  if (Math.abs(behind) < LATE) return 'on time'
  const by = `${Math.floor(Math.abs(behind) / 60_000)} min`
  if (behind < 0) return `${by} ahead`
  if (skip.length === 0) return `${by} behind`
  const names = skip.map(({ step }) => step)
  const list = [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '')
  return `${by} behind: skipping ${list.join(' and ')} saves ${clockWords(saves)}`
}
