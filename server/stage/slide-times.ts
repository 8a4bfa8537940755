import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Clock } from '../../core/base/clock.ts'
import type { Deck } from '../../core/deck/model.ts'
import type { Ms } from '../../core/base/event.ts'
import { talkSlides } from '../../core/talk/outline.ts'
import { isFullRun, shown, timesAt } from '../../core/talk/slide-times.ts'
import type { ShownSlide, Timing } from '../../core/talk/slide-times.ts'
import { reason } from '../base/result.ts'
import { writeWhole } from '../base/state-folder.ts'
import type { Folder } from '../trust/trust.ts'

/** How long each slide was shown when a talk was last given: milliseconds by `slideKey`. */
const fileSchema = v.object({
  version: v.literal(1),
  /** ISO 8601. */
  when: v.string(),
  slides: v.record(v.string(), v.number()),
  /** How many slides the deck had then. If the number has changed, the keys name other slides. */
  count: v.number(),
})

/** A deck as the library finds it. */
export interface TimedDeck extends Folder {
  readonly deck: Deck | null
}

export interface SlideTimesOptions {
  /** `stateFolder` */
  readonly state: string
  readonly clock: Clock
  /** Unix time in milliseconds. */
  readonly date: () => number
  readonly find: (deck: string) => TimedDeck | undefined
  readonly complain: (what: string) => void
}

/**
 * Measures how long each slide is shown, and keeps that once a talk was given in full. Call `stop` at the
 * end of the talk, because the last slide is shown until then.
 */
export function createSlideTimes(options: SlideTimesOptions) {
  const { state, clock, date, find, complain } = options
  let timing: Timing | null = null
  const keep = () => {
    const found = timing && find(timing.deck)
    if (!timing || !found?.deck) return
    const times = timesAt(timing, clock.now())
    const slides = talkSlides(found.deck)
    if (!isFullRun(times, slides, found.deck.duration)) return
    try {
      const when = new Date(date()).toISOString()
      writeWhole(
        fileOf(state, found),
        `${JSON.stringify({ version: 1, when, count: slides.length, slides: times }, null, 2)}\n`,
      )
    } catch (error) {
      complain(`how long the slides took is not remembered: ${reason(error)}`)
    }
  }
  return {
    moved: (place: ShownSlide) => {
      const before = timing
      const after = shown(before, place, clock.now())
      // A run ends with another deck, or when the same deck begins again.
      if (before && Object.keys(after.times).length === 0 && after !== before) keep()
      timing = after
    },
    stop: keep,
  }
}

/** How long each slide of the deck was shown when it was last given; empty if that is not known. */
export function lastTimes(state: string, deck: TimedDeck): Readonly<Record<string, Ms>> {
  try {
    const read = v.safeParse(fileSchema, JSON.parse(readFileSync(fileOf(state, deck), 'utf8')))
    if (read.success && read.output.count === deck.deck?.slides.length) return read.output.slides
  } catch {
    // It was not given here yet, or the file is damaged. Nothing depends on it.
  }
  return {}
}

const fileOf = (state: string, { name, folder }: Folder) => {
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  return join(state, 'slides', `${name}-${place}.json`)
}
