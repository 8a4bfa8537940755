import type { Stop } from '../../core/base/event.ts'

/** What is said from time to time: whoever begins to listen hears at once what was said last. */
export interface LatestValue<T> {
  readonly tell: (value: T) => void
  readonly on: (hear: (value: T) => void) => Stop
}

export function createLatestValue<T extends object>(): LatestValue<T> {
  const hearers = new Set<(value: T) => void>()
  let last: T | null = null
  return {
    tell(value) {
      last = value
      hearers.forEach((hear) => hear(value))
    },
    on(hear) {
      if (last) hear(last)
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
  }
}
