import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TermEvent } from '../base/event.ts'
import type { Segment } from './take.ts'
import { scheduleOf, silencesIn } from './timeline.ts'

const pace = { idleLimit: 2_000, speed: 1 }
const out = (at: number): TermEvent => ({ type: 'output', at, data: new Uint8Array([120]) })
const part = (times: readonly number[], more: Partial<Segment> = {}): Segment => ({
  step: 'x',
  opening: { size: { cols: 2, rows: 1 }, screen: '' },
  events: times.map(out),
  ...more,
})
const plan = (segments: Segment[], times: number[], to = pace) => {
  const { due } = scheduleOf(segments, to)
  return times.map((at) => Math.round(due(at)))
}

describe('the schedule of a step', () => {
  it('leaves the time of a foreign cast to its author, but for long silences', () => {
    const times = [1_000, 2_000, 3_000, 13_000]
    expect(plan([part(times)], times)).toEqual([1_000, 2_000, 3_000, 5_000])
  })

  it('gives keystrokes a human cadence, and begins with the first one', () => {
    const times = [300, 340, 4_000, 4_500]
    expect(plan([part(times, { typed: 4_000 })], times)).toEqual([0, 40, 200, 700])
  })

  it('knows typing from what lies between: a wait keeps its time, a pause too', () => {
    const typing = [
      [0, 100],
      [3_000, 3_100],
    ] as const
    const times = [0, 100, 3_000, 3_100, 4_000]
    expect(plan([part(times, { typed: 3_100, typing })], times)).toEqual([
      0, 100, 2_100, 2_200, 3_100,
    ])
  })

  it('cuts a silence only where every pane is silent', () => {
    const client = part([0, 100, 10_000], { typed: 100 })
    const server = part([9_500])
    expect(plan([client, server], [100, 9_500, 10_000])).toEqual([100, 2_100, 2_600])
    const busy = part([1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000])
    expect(plan([client, busy], [100, 9_000, 10_000])).toEqual([100, 9_000, 10_000])
  })

  it('is faster if asked, but types at its own speed', () => {
    const times = [0, 100, 1_100]
    expect(plan([part(times, { typed: 100 })], times, { ...pace, speed: 2 })).toEqual([0, 100, 600])
  })

  it('tells how far the typing goes', () => {
    const { typingUntil, isTyping } = scheduleOf([part([0, 100, 900], { typed: 100 })], pace)
    expect([typingUntil(0), typingUntil(99), typingUntil(100)]).toEqual([100, 100, null])
    expect([isTyping(0), isTyping(100), isTyping(900)]).toEqual([true, true, false])
  })

  it('never runs backwards, and can be read both ways', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 })
    fc.assert(
      fc.property(times, times, fc.option(fc.integer({ min: 0, max: 9_000 })), (a, b, typed) => {
        const sorted = (list: number[]) => list.toSorted((x, y) => x - y)
        const one = part(sorted(a), typed === null ? {} : { typed })
        const { due, at } = scheduleOf([one, part(sorted(b))], { idleLimit: 500, speed: 1.5 })
        let last = 0
        for (let time = 0; time <= 21_000; time += 250) {
          expect(due(time)).toBeGreaterThanOrEqual(last)
          last = due(time)
          expect(due(at(last))).toBeCloseTo(last)
        }
      }),
    )
  })

  it('is planned as quickly as the events can be read', () => {
    const many = Array.from({ length: 16_000 }, (_, n) => n * 500)
    const { due } = scheduleOf([part(many), part(many.map((at) => at + 250))], pace)
    expect(due(8_000_000)).toBe(8_000_000)
    expect(silencesIn(many.map(out))).toHaveLength(15_999)
  })
})
