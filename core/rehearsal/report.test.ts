import { describe, expect, it, test } from 'vitest'
import { hunks, lineText } from './hunks.ts'
import { drift } from './drift.ts'
import { foundSentence, isFailure, stepVerdict } from './report.ts'
import type { Found, NotRun } from './report.ts'

const compared = (take: string, today: string) => drift(take, today, { patterns: [], versions: [] })
const ok = { ok: true, duration: 1, lines: 1 } as const
const held = (take: string, today: string): Found => ({
  type: 'held',
  outcome: ok,
  drift: compared(take, today),
})
const notRun = (cause: NotRun): Found => ({ type: 'not-run', cause, why: 'because' })
const failed: Found = {
  type: 'failed',
  drift: null,
  outcome: { ok: false, why: 'exit', status: 1 },
}
const unrecorded: Found = { type: 'held', outcome: ok, drift: null }
const step = (found: Found[], optional = false) => ({
  step: 'a',
  optional,
  panes: found.map((one, i) => ({ pane: String(i), found: one })),
})

test.each([
  [[held('a', 'a')], 'same'],
  [[held('a', 'a'), held('v1.2', 'v1.3')], 'benign'],
  [[held('v1.2', 'v1.3'), held('a', 'b')], 'drift'],
  [[held('a', 'b'), failed], 'failed'],
  [[held('a', 'a'), notRun('missing')], 'not-run'],
  [[unrecorded, notRun('earlier')], 'unrecorded'],
])('a step has the worst verdict of its panes (%#)', (found, verdict) => {
  expect(stepVerdict(step(found))).toBe(verdict)
})

describe('the rehearsal fails', () => {
  const fails = (found: Found, allowMissing = false, updated: string[] = []) =>
    isFailure({ updated }, step([found]), allowMissing)
  it('for another result, a failed step, and a step without a recording', () => {
    for (const found of [held('a', 'b'), failed, unrecorded]) expect(fails(found)).toBe(true)
    for (const found of [held('a', 'a'), held('v1.2', 'v1.3')]) expect(fails(found)).toBe(false)
  })
  it('not for a step that the take now has again, unless the step failed', () => {
    expect([held('a', 'b'), unrecorded, failed].map((found) => fails(found, false, ['a']))).toEqual(
      [false, false, true],
    )
  })
  it('for a step that was not run, unless it is only a recording', () => {
    const causes: NotRun[] = ['missing', 'untrusted', 'setup', 'earlier', 'stopped', 'replay-only']
    expect(causes.filter((cause) => fails(notRun(cause)))).toEqual(causes.slice(0, -1))
    expect(causes.filter((cause) => fails(notRun(cause), true))).toEqual(causes.slice(1, -1))
  })
  it('never for an optional step', () => {
    for (const found of [held('a', 'b'), failed, unrecorded, notRun('earlier')])
      expect(isFailure({}, step([found], true), false)).toBe(false)
  })
})

test.each([
  [held('a', 'a'), 'as recorded'],
  [held('a', 'b'), 'another result'],
  [
    held('1a2b3c4d5e6f at 12:00 v1.2', '6f5e4d3c2b1a at 13:00 v1.3'),
    'as recorded but for one id, one time, version v1.2 → v1.3',
  ],
  [held('a  b', 'a b'), 'as recorded but for spacing'],
  [unrecorded, 'held; there is no recording to compare it with'],
  [notRun('missing'), 'replay only: because'],
  [notRun('setup'), 'not run: because'],
  [failed, 'exit 1'],
])('a finding has a sentence (%#)', (found, sentence) =>
  expect(foundSentence(found)).toBe(sentence),
)

test('a difference is shown with two lines around it', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`)
  const today = lines.with(6, 'another')
  expect(hunks(compared(lines.join('\n'), today.join('\n'))).map(lineText)).toEqual([
    '  … 4 more',
    '  line 4',
    '  line 5',
    '- line 6',
    '+ another',
    '  line 7',
    '  line 8',
    '  … 3 more',
  ])
  expect(hunks(compared('v1.2', 'v1.3'))).toEqual([])
})
