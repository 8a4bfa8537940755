import type { Ms } from '../base/event.ts'
import type { TalkSlide } from './outline.ts'

/** A place in a deck, as windows tell it. */
export interface ShownSlide {
  readonly deck: string
  readonly h: number
  readonly v: number
}

/** One run of a talk, as it goes: how long each slide has been on. */
export interface Timing {
  readonly deck: string
  readonly key: string
  readonly since: Ms
  readonly times: Readonly<Record<string, Ms>>
}

/** `3.1`: what names a slide among those of its deck. */
export const slideKey = ({ h, v }: Pick<ShownSlide, 'h' | 'v'>) => `${h}.${v}`

/** A window has shown a slide. The first slide of a deck begins the run anew. */
export function shown(before: Timing | null, place: ShownSlide, now: Ms): Timing {
  const key = slideKey(place)
  const begins = before?.deck !== place.deck || (key === '0.0' && before.key !== '0.0')
  if (begins) return { deck: place.deck, key, since: now, times: {} }
  if (before.key === key) return before
  return { deck: place.deck, key, since: now, times: timesAt(before, now) }
}

/** How long each slide has been on by now. */
export function timesAt({ key, since, times }: Timing, now: Ms): Readonly<Record<string, Ms>> {
  return { ...times, [key]: (times[key] ?? 0) + Math.round(now - since) }
}

/**
 * Was that the talk, from its first slide to its last? Somebody who leafs through it in a minute has
 * not given it: it takes half of the time that it was meant to, at least.
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
