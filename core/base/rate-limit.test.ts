import { expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createRateLimit } from './rate-limit.ts'

it('lets a burst pass, and then no more than so many in a second, however often it is asked', () => {
  const clock = fakeClock()
  const rate = createRateLimit(clock, 5, 2)
  const passed = (asked: number) => Array.from({ length: asked }, rate).filter(Boolean).length
  expect(passed(1_000)).toBe(5)
  clock.advance(1_000)
  expect(passed(1_000)).toBe(2)
  // A night asleep fills it once.
  clock.advance(10 * 3_600_000)
  expect(passed(1_000)).toBe(5)
})
