import { expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createPressInFlight, type PressEnd } from './press-in-flight.ts'

function begin() {
  const clock = fakeClock()
  const ends: PressEnd[] = []
  const press = createPressInFlight(clock, (end) => ends.push(end))
  return { clock, ends, press, id: press.begin('next') }
}
const unsure = { action: 'next', done: false, why: expect.stringMatching(/look at the stage/) }

it('ends once with its answer', () => {
  const { press, ends, id, clock } = begin()
  expect(press.waits()).toBe(true)
  press.answered(id, false, 'the stage has moved on')
  expect(press.waits()).toBe(false)
  press.answered(id, true, '')
  press.lost()
  clock.advance(60_000)
  expect(ends).toEqual([{ action: 'next', done: false, why: 'the stage has moved on' }])
})

it('does not end with the answer to another press', () => {
  const { press, ends, id } = begin()
  press.answered(id, true, '')
  const second = press.begin('back')
  press.answered(id, true, '')
  expect(press.waits()).toBe(true)
  press.answered(second, true, '')
  expect(ends.map(({ action }) => action)).toEqual(['next', 'back'])
})

it('that nobody answers ends after three seconds, and nobody knows whether it was done', () => {
  const { clock, ends } = begin()
  clock.advance(2_999)
  expect(ends).toEqual([])
  clock.advance(1)
  expect(ends).toEqual([unsure])
})

it('does not end when the time of the press before it is over', () => {
  const { clock, press, ends, id } = begin()
  clock.advance(2_000)
  press.answered(id, true, '')
  press.begin('back')
  clock.advance(2_999)
  expect(ends.map(({ action }) => action)).toEqual(['next'])
  clock.advance(1)
  expect(ends.at(-1)).toMatchObject({ action: 'back', done: false })
})

it('ends at once when the connection is lost', () => {
  const { press, ends } = begin()
  press.lost()
  expect(ends).toEqual([unsure])
})
