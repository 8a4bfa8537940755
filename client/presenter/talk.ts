import type { CueSheet } from '../../core/demo/cue-sheet.ts'
import type { Ms } from '../../core/base/event.ts'
import { planOf } from '../../core/talk/time-plan.ts'
import type { PlannedStep } from '../../core/talk/late-plan.ts'
import type { Play } from '../demo/play.ts'
import { rangeOf } from '../stage/step-range.ts'
import type { SlidePlace } from '../deck/reveal.ts'

/** The slides in their order; those of a vertical stack one after the other. */
export function leaves(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.pv-slide .slides section')].filter(
    (section) => !section.querySelector(':scope > section'),
  )
}

export interface TalkScript {
  readonly plan: readonly Ms[] | null
  readonly stops: readonly PlannedStep[]
  readonly duration: Ms | undefined
  /** The number of the slide at this place, from 0. */
  slideOf(place: Pick<SlidePlace, 'h' | 'v'>): number
  /** How many stops of this slide were performed or skipped. */
  done(slide: number): number
  /** Stops that are still to come, those of this slide first. */
  coming(slide: number): readonly PlannedStep[]
}

/** How long a step usually takes, in ms: as long as its recording. */
export function usualOf(play: Play | undefined, step: string): Ms {
  const panes = Object.values(play?.bundle.take?.panes ?? {})
  const found = panes.flatMap(({ segments }) => segments.find((one) => one.step === step) ?? [])
  return Math.max(0, ...found.map(({ measured, typed = 0 }) => typed + (measured?.duration ?? 0)))
}

/** Reads the plan of the talk from the notes on its slides and the steps on them. */
export function scriptOf(sheet: CueSheet, plays: ReadonlyMap<string, Play>): TalkScript {
  const slides = leaves()
  const notes = slides.map((slide) => slide.querySelector('aside.notes')?.textContent ?? undefined)
  const stops = slides.flatMap((section, slide): PlannedStep[] => {
    const host = section.querySelector<HTMLElement>('.stage')
    const demo = host?.dataset['demo'] ?? ''
    const play = plays.get(demo)
    if (!host || !play) return []
    const { from, to } = rangeOf(play.script.steps, host.dataset['from'], host.dataset['to'])
    return play.script.steps.slice(from, to + 1).map(({ id, optional }) => ({
      slide,
      demo,
      step: id,
      optional,
      // It is asked for when it is needed, because its recording may still be on its way.
      get usual() {
        return usualOf(play, id)
      },
    }))
  })
  const index = ({ demo, step }: PlannedStep) =>
    plays.get(demo)?.script.steps.findIndex(({ id }) => id === step) ?? -1
  const isDone = (stop: PlannedStep) => {
    const state = plays.get(stop.demo)?.state
    return state !== undefined && index(stop) < state.step
  }
  return {
    plan: planOf(notes, sheet.duration),
    stops,
    duration: sheet.duration,
    slideOf({ h, v }) {
      const across = [...document.querySelectorAll('.pv-slide .slides > section')]
      const below = across[h]?.querySelectorAll(':scope > section')
      const section = (below?.length ? below[v] : across[h]) as HTMLElement | undefined
      return Math.max(0, section ? slides.indexOf(section) : 0)
    },
    done: (slide) => stops.filter((stop) => stop.slide === slide && isDone(stop)).length,
    coming: (slide) => stops.filter((stop) => stop.slide >= slide && !isDone(stop)),
  }
}
