import { expect, test } from 'vitest'
import { defined } from '../../../core/base/defined.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createCoalescer } from './coalesce.ts'

function coalesce(atOnce?: number) {
  const clock = fakeClock(1_000)
  const flushes: number[] = []
  const coalescer = createCoalescer({
    clock,
    window: 4,
    limit: 100,
    ...defined({ atOnce }),
    flush: () => void flushes.push(clock.now() - 1_000),
  })
  return { clock, flushes, coalescer }
}

test('after a pause the first byte is flushed at once; the next ones wait for the end of the window', () => {
  const { clock, flushes, coalescer } = coalesce()
  coalescer.add(1)
  clock.advance(1)
  coalescer.add(1)
  clock.advance(1)
  coalescer.add(1)
  expect(flushes).toEqual([0])
  clock.advance(10)
  expect(flushes).toEqual([0, 4])
  coalescer.add(1)
  expect(flushes).toEqual([0, 4, 12])
})

test('the first bytes of a window are flushed at once in any number of pieces, such as a prompt after its echo', () => {
  const { clock, flushes, coalescer } = coalesce(10)
  coalescer.add(2)
  clock.advance(1)
  coalescer.add(8)
  expect(flushes).toEqual([0, 1])
  coalescer.add(1)
  expect(flushes, 'no more than ten').toEqual([0, 1])
  clock.advance(1)
  coalescer.add(1)
  expect(flushes, 'nor past what waits').toEqual([0, 1])
  clock.advance(2)
  expect(flushes).toEqual([0, 1, 4])
})

test('a full window does not wait, and its timer is gone', () => {
  const { clock, flushes, coalescer } = coalesce()
  coalescer.add(1)
  clock.advance(1)
  coalescer.add(60)
  coalescer.add(40)
  expect(flushes).toEqual([0, 1])
  clock.advance(3)
  expect(flushes).toEqual([0, 1])
  coalescer.add(99)
  clock.advance(4)
  expect(flushes).toEqual([0, 1, 5])
})

test('a keystroke every 50 ms is never held back', () => {
  const { clock, flushes, coalescer } = coalesce()
  for (let i = 0; i < 10; i++) {
    coalescer.add(1)
    expect(flushes).toHaveLength(i + 1)
    clock.advance(50)
  }
})

test('nothing is flushed after stop', () => {
  const { clock, flushes, coalescer } = coalesce()
  coalescer.add(1)
  coalescer.add(1)
  coalescer.stop()
  clock.advance(100)
  expect(flushes).toEqual([0])
})
