import { describe, expect, test } from 'vitest'
import { ACK_EVERY, createAcks, createCredit, CREDIT } from './flow-control.ts'

describe('credit', () => {
  test('is full at the high mark and has room again at the low one, not before', () => {
    const credit = createCredit({ high: 100, low: 40 })
    credit.produced(99)
    expect(credit.full()).toBe(false)
    credit.produced(1)
    expect(credit.full()).toBe(true)
    credit.parsed(59)
    expect(credit.full()).toBe(true)
    credit.parsed(1)
    expect(credit.full()).toBe(false)
    credit.produced(59)
    expect(credit.full()).toBe(false)
  })

  test('starts anew after a snapshot, and late reports of before give no debt', () => {
    const credit = createCredit({ high: 100, low: 40 })
    credit.produced(500)
    credit.restart()
    expect(credit.full()).toBe(false)
    credit.parsed(500)
    credit.produced(100)
    expect(credit.full()).toBe(true)
  })

  test('acknowledged at the interval of the views, always comes to an end', () => {
    // Less than one interval stays unacknowledged; a pause has to end all the same.
    expect(ACK_EVERY).toBeLessThan(CREDIT.low)
    const credit = createCredit()
    const acks = createAcks()
    credit.produced(CREDIT.high + 3)
    for (let left = CREDIT.high + 3; left > 0; left -= 1_000)
      credit.parsed(acks(Math.min(1_000, left)))
    expect(credit.full()).toBe(false)
  })
})

test('acknowledgements lose and invent nothing', () => {
  const acks = createAcks(100)
  expect([30, 69, 1, 99, 250].map(acks)).toEqual([0, 0, 100, 0, 349])
})
