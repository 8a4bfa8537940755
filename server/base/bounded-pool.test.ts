import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { runBounded } from './bounded-pool.ts'

const setUp = (width: number) => {
  const clock = fakeClock()
  const turns = {
    width,
    clock,
    each: { limit: 5_000, late: 'late' },
    until: { at: 12_000, late: 'unasked' },
  }
  return { clock, turns }
}
const hang = () => new Promise<string>(() => {})
const settle = async () => {
  for (let n = 0; n < 50; n++) await Promise.resolve()
}

describe('a bounded pool', () => {
  it('answers tasks in their order, and runs so many at a time', async () => {
    const { turns } = setUp(2)
    let now = 0
    let most = 0
    const task = (answer: string) => async () => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      return answer
    }
    expect(await runBounded(['a', 'b', 'c', 'd', 'e'].map(task), turns)).toEqual([...'abcde'])
    expect(most).toBe(2)
  })

  it('has an answer for each task by the end, whatever hangs', async () => {
    const { clock, turns } = setUp(2)
    const begun: number[] = []
    const tasks = Array.from({ length: 8 }, (_, n) => () => {
      begun.push(n)
      return n === 1 ? Promise.resolve('well') : hang()
    })
    const answers = runBounded(tasks, turns)
    for (const ms of [5_000, 5_000, 2_000]) {
      await settle()
      clock.advance(ms)
    }
    expect(await answers).toEqual([
      ...['late', 'well', 'late', 'late', 'late'],
      ...['unasked', 'unasked', 'unasked'],
    ])
    // These tasks were cut off at the end, and one never had its turn.
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('rejects when a task does, because that is a bug', async () => {
    const { turns } = setUp(1)
    const bug = async () => Promise.reject(new Error('invariant'))
    await expect(runBounded<string>([bug], turns)).rejects.toThrow('invariant')
  })
})
