import { describe, expect, it } from 'vitest'
import { defined } from '../../core/base/defined.ts'
import type { Light, RemoteView } from '../../core/protocol/remote-messages.ts'
import { clockTime, lightKind, lightWords, nextWords, notDone, remaining } from './labels.ts'

it.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
])('%i ms are %s', (ms, words) => {
  expect(clockTime(ms)).toBe(words)
})

it.each([
  [0, 1_500_000, { words: '25:00 left', over: false }],
  [999, 1_500_000, { words: '25:00 left', over: false }],
  [1_500_000, 1_500_000, { words: '0:00 left', over: false }],
  [1_561_000, 1_500_000, { words: '1:01 over', over: true }],
  [5, undefined, null],
])('after %i of %s ms: %o', (elapsed, planned, words) => {
  expect(remaining(elapsed, planned)).toEqual(words)
})

const next = (does: RemoteView['next']['does']) => nextWords({ does, commands: [] })
describe('what next does', () => {
  it('counts the step', () => {
    const step = { number: 2, total: 5 }
    expect(nextWords({ does: 'step', step, commands: [] })).toEqual({
      button: 'Next',
      head: 'Next: step 2 of 5',
    })
  })
  it.each([
    ['finish', 'Next: finish the typing'],
    ['busy', 'A command is running'],
    ['fragment', 'Next: more of this slide'],
    ['slide', 'Next: the next slide'],
    ['end', 'This is the last slide'],
    ['nothing', ''],
  ] as const)('%s: %s', (does, head) => {
    expect(next(does).head).toBe(head)
  })
})

const light = (mode: Light['mode'], now: Light['now'], why?: string): Light => ({
  pane: 'main',
  mode,
  now,
  ...defined({ why }),
})
it.each([
  [light('live', 'ready'), 'live', 'live'],
  [light('live', 'done'), 'live', 'live'],
  [light('live', 'running'), 'live, running', 'running'],
  [light('replay', 'done', 'exit 1'), 'replay: exit 1', 'replay'],
  [light('live', 'failed', 'exit 1'), 'live, failed: exit 1', 'failed'],
] as const)('%o says %s', (one, words, kind) => {
  expect(lightWords(one)).toBe(words)
  expect(lightKind(one)).toBe(kind)
})

it('a press that did nothing says why, as far as anybody knows', () => {
  expect(notDone('fallback', 'the stage has moved on')).toBe(
    'fall back was not done: the stage has moved on',
  )
  expect(notDone('next', '')).toBe('next was not done: the stage does not say why')
})
