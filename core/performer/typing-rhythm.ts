import type { Random } from '../base/clock.ts'
import type { Ms } from '../base/event.ts'

/**
 * How long a person takes from one key to the next. Around 45 ms: a fast typist, because a room
 * that watches typing gets bored before it gets suspicious; longer after a space or a mark of
 * punctuation, and now and then a hesitation.
 */
export function keyGap(previous: string, random: Random): Ms {
  const base = 26 + 38 * ((random() + random()) / 2)
  const pause = /[\s|;&/=,-]/.test(previous) ? 30 * random() : 0
  const hesitation = random() < 0.04 ? 120 * random() : 0
  return Math.round(base + pause + hesitation)
}

/** The glance at the finished line before Enter. */
export function enterGap(random: Random): Ms {
  return Math.round(180 + 140 * random())
}
