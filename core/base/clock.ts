import type { Ms, Stop } from './event.ts'

/** Time as an argument. It never runs backwards; its zero has no meaning. */
export interface Clock {
  now(): Ms
  /** Calls `run` once when `now()` has reached `at`; soon, if it already has. */
  wake(at: Ms, run: () => void): Stop
}

/** Chance as an argument: the next number of a sequence, 0 ≤ x < 1. */
export type Random = () => number

/**
 * The mulberry32 generator: 32 bits of state, the same sequence for the same seed everywhere.
 * Use it for the rhythm of typing and for tests, never for secrets.
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
