import { describe, expect, it } from 'vitest'
import { planOf, saidOf } from './time-plan.ts'

it.each([
  ['12:30, one minute. Say it.', { start: 750_000 }],
  ['1:00, 2 minutes. Who?', { start: 60_000, takes: 120_000 }],
  ['9:00, 2 minutes 30. moby', { start: 540_000, takes: 150_000 }],
  ['13:30, 4 minutes, seven steps.', { start: 810_000, takes: 240_000 }],
  ['45 seconds. Quick.', { takes: 45_000 }],
  ['5 min', { takes: 300_000 }],
  ['Wait for 3 people. Then 2 minutes.', {}],
  [undefined, {}],
])('notes that begin %j say %j', (notes, said) => expect(saidOf(notes)).toEqual(said))

const minutes = (plan: readonly number[] | null) => plan?.map((ms) => ms / 60_000)

describe('the plan of a talk', () => {
  it('is null when neither the notes nor the deck say a time', () => {
    expect(planOf([undefined, 'Hello.'], undefined)).toBe(null)
    expect(planOf([], 60_000)).toBe(null)
  })
  it('shares the duration evenly where only that is known', () => {
    expect(minutes(planOf([undefined, 'x', undefined], 9 * 60_000))).toEqual([0, 3, 6, 9])
  })
  it('keeps the given starts, and divides the time between them', () => {
    const notes = ['0:00, one minute.', undefined, '5:00, last.']
    expect(minutes(planOf(notes, 10 * 60_000))).toEqual([0, 2.5, 5, 10])
  })
  it('gives a slide its given time, and the others the rest', () => {
    expect(minutes(planOf(['4 minutes.', undefined, undefined], 10 * 60_000))).toEqual([
      0, 4, 7, 10,
    ])
  })
  it('stretches times that do not add up, and never ends before its last start', () => {
    expect(minutes(planOf(['2 minutes.', '2 minutes.'], 8 * 60_000))).toEqual([0, 4, 8])
    expect(minutes(planOf([undefined, '9:00, late.'], 60_000))).toEqual([0, 9, 9])
  })
  it('ends without a duration where its slides end', () => {
    expect(minutes(planOf(['2 minutes.', undefined], undefined))).toEqual([0, 2, 3])
  })
})
