import { describe, expect, it } from 'vitest'
import {
  clockWords,
  retime,
  retimingWords,
  type PlannedStep,
  type TalkSchedule,
} from './late-plan.ts'

const MINUTE = 60_000
const stop = (slide: number, step: string, optional = false, usual = 4_000): PlannedStep => ({
  slide,
  demo: 'one',
  step,
  optional,
  usual,
})
/** Three slides of four minutes; the second has three steps, the third one. */
const talk: TalkSchedule = {
  plan: [0, 4 * MINUTE, 8 * MINUTE, 12 * MINUTE],
  stops: [
    stop(1, 'pull'),
    stop(1, 'layers', true),
    stop(1, 'limits', true, 100_000),
    stop(2, 'end', true),
  ],
}
const words = (slide: number, done: number, minutes: number) =>
  retimingWords(retime(talk, { slide, done }, minutes * MINUTE))

describe('a talk against its plan', () => {
  it('is on time for as long as its slide and its next step have time', () => {
    expect(words(0, 0, 0)).toBe('on time')
    expect(words(0, 0, 4)).toBe('on time')
    expect(words(0, 0, 4.9)).toBe('on time')
    expect(words(1, 0, 5)).toBe('on time')
    expect(words(1, 2, 6.5)).toBe('on time')
  })
  it('is ahead or behind by whole minutes', () => {
    expect(words(2, 0, 6)).toBe('2 min ahead')
    expect(retime(talk, { slide: 2, done: 1 }, 13 * MINUTE)).toMatchObject({ behind: MINUTE })
    expect(words(2, 1, 14.5)).toBe('2 min behind')
  })
  it('names the fewest optional steps that would make it up', () => {
    // `end` saves two minutes, `limits` its hundred seconds, `layers` its share of one minute.
    expect(words(1, 0, 6)).toBe('1 min behind: skipping end saves 2:00')
    expect(words(1, 0, 8.5)).toBe('3 min behind: skipping limits and end saves 3:40')
    expect(words(1, 0, 20)).toBe('15 min behind: skipping layers, limits and end saves 4:40')
  })
  it('never names a step that was performed or is required', () => {
    expect(retime(talk, { slide: 1, done: 2 }, 30 * MINUTE).skip.map(({ step }) => step)).toEqual([
      'limits',
      'end',
    ])
    expect(words(2, 1, 20)).toBe('8 min behind')
  })
})

it.each([
  [0, '0:00'],
  [7_900, '0:07'],
  [160_000, '2:40'],
  [-65_000, '−1:05'],
  [-400, '0:00'],
  [3_600_000, '60:00'],
])('%d ms is %s', (ms, text) => expect(clockWords(ms)).toBe(text))
