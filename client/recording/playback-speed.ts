import type { Pace } from '../../core/recording/timeline.ts'

/** The speeds of replays, in the order of the keys < and >. */
const SPEEDS = [0.5, 1, 1.5, 2, 4] as const

/** Milliseconds to which silences of a recording are cut: longer ones lose the room. */
const IDLE_LIMIT = 2_000

/** The pace of all recordings of this page. A recording that plays keeps the pace it began with. */
export interface PlaybackSpeed extends Pace {
  faster(): void
  slower(): void
  /** For people; empty at the recorded speed. */
  words(): string
}

export function createPlaybackSpeed(): PlaybackSpeed {
  let at = SPEEDS.indexOf(1)
  const speed = () => SPEEDS[at] ?? 1
  return {
    idleLimit: IDLE_LIMIT,
    get speed() {
      return speed()
    },
    faster() {
      at = Math.min(SPEEDS.length - 1, at + 1)
    },
    slower() {
      at = Math.max(0, at - 1)
    },
    words: () => (speed() === 1 ? '' : `replays at ${speed()}×`),
  }
}
