import { expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createRateLimit, createRateLimitedSender } from './rate-limit.ts'

it('lets a burst pass, and then no more than the allowed number in a second, however often it is asked', () => {
  const clock = fakeClock()
  const rate = createRateLimit(clock, 5, 2)
  const passed = (asked: number) => Array.from({ length: asked }, rate).filter(Boolean).length
  expect(passed(1_000)).toBe(5)
  clock.advance(1_000)
  expect(passed(1_000)).toBe(2)
  // A night without calls fills it only once.
  clock.advance(10 * 3_600_000)
  expect(passed(1_000)).toBe(5)
})

function setUp() {
  const clock = fakeClock()
  const passed: number[] = []
  const rate = createRateLimit(clock, 3, 10)
  const latest = createRateLimitedSender<number>(clock, { rate, look: 100 }, (value) =>
    passed.push(value),
  )
  return { clock, passed, latest }
}

it('passes on slow values, each at once', () => {
  const { clock, passed, latest } = setUp()
  for (let n = 0; n < 10; n++) {
    latest.tell(n)
    clock.advance(100)
  }
  expect(passed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

it('passes on a few values of a flood, in order, and always the last', () => {
  const { clock, passed, latest } = setUp()
  for (let n = 0; n < 1_000; n++) {
    latest.tell(n)
    clock.advance(1)
  }
  clock.advance(10_000)
  expect(passed.length).toBeLessThan(20)
  expect(passed).toEqual([...passed].sort((a, b) => a - b))
  expect(passed.at(-1)).toBe(999)
})

it('passes on the waiting value on request, and once', () => {
  const { clock, passed, latest } = setUp()
  for (let n = 0; n < 10; n++) latest.tell(n)
  latest.flush()
  latest.flush()
  clock.advance(10_000)
  expect(passed).toEqual([0, 1, 2, 9])
})

it('joins the waiting value with later ones, so that nothing is lost', () => {
  const clock = fakeClock()
  const passed: number[][] = []
  const latest = createRateLimitedSender<number[]>(
    clock,
    { rate: createRateLimit(clock, 3, 10), look: 100 },
    (value) => passed.push(value),
    (waiting, next) => [...waiting, ...next],
  )
  for (let n = 0; n < 10; n++) latest.tell([n])
  clock.advance(10_000)
  expect(passed.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})
