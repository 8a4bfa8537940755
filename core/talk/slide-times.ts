import type { Ms } from '../base/event.ts'
import type { TalkSlide } from './outline.ts'

/** A place in a deck, as windows tell it. */
export interface ShownSlide {
  readonly deck: string
  readonly h: number
  readonly v: number
}

/** One run of a talk: how long each slide has been shown so far. */
export interface Timing {
  readonly deck: string
  readonly key: string
  readonly since: Ms
  readonly times: Readonly<Record<string, Ms>>
}

/** `3.1`: what names a slide among those of its deck. */
export const slideKey = ({ h, v }: Pick<ShownSlide, 'h' | 'v'>) => `${h}.${v}`

/** Notes that a window shows a slide. The first slide of a deck starts a new run. */
export function shown(before: Timing | null, place: ShownSlide, now: Ms): Timing {
  const key = slideKey(place)
  const begins = before?.deck !== place.deck || (key === '0.0' && before.key !== '0.0')
  if (begins) return { deck: place.deck, key, since: now, times: {} }
  if (before.key === key) return before
  return { deck: place.deck, key, since: now, times: timesAt(before, now) }
}

/** How long each slide has been shown until now. */
export function timesAt({ key, since, times }: Timing, now: Ms): Readonly<Record<string, Ms>> {
  return { ...times, [key]: (times[key] ?? 0) + Math.round(now - since) }
}

/**
 * Whether this run was the whole talk, from its first slide to its last, in at least half of the
 * planned time: leafing through the slides does not count.
 */
export function isFullRun(
  times: Readonly<Record<string, Ms>>,
  slides: readonly TalkSlide[],
  duration: Ms = 0,
): boolean {
  const [first, last] = [slides[0], slides.at(-1)].map((slide) => (slide ? slideKey(slide) : ''))
  const total = Object.values(times).reduce((sum, time) => sum + time, 0)
  return [first, last].every((key) => key !== undefined && key in times) && total * 2 >= duration
}
