import { describe, expect, it } from 'vitest'
import { day } from '../../core/base/date.ts'
import { announcement, badge, brief, chip, duration, provenance, visible } from './labels.ts'

const take = {
  recorded: '2026-11-03T23:30:00Z',
  platform: 'linux/amd64',
  tools: { docker: '28.2.2', runc: '1.2.6', jq: '1.7' },
  panes: {},
}

describe('the badge', () => {
  it.each([
    ['live', { mode: 'live' as const }, take, 'LIVE||'],
    [
      'replay',
      { mode: 'replay' as const },
      take,
      'REPLAY|recorded 3 Nov 2026 · docker 28.2 · runc 1.2 · linux/amd64|',
    ],
    [
      'a fallback',
      { mode: 'replay' as const, why: 'took longer than 10 s' },
      { tools: {}, panes: {} },
      'REPLAY||took longer than 10 s',
    ],
    ['nothing to replay', { mode: 'replay' as const }, null, 'REPLAY|no recording|'],
  ])('%s', (_name, pane, from, expected) => {
    const { kind, facts, why } = badge(pane, from)
    expect([kind, facts, why].join('|')).toBe(expected)
  })

  it('a cast of unknown origin says only what it knows', () => {
    expect(provenance({ recorded: 'soon', platform: 'darwin/arm64', tools: {}, panes: {} })).toBe(
      'darwin/arm64',
    )
  })
})

const plan = { ok: true, duration: 400, lines: 3, failing: false } as const
const fault = (why: 'exit' | 'missing' | 'hand' | 'cancelled' | 'timeout') =>
  ({ ok: false, why, failing: false }) as const

describe('small words', () => {
  it('says how much of a terminal is seen', () => {
    const all = { cols: 120, rows: 40 }
    expect(visible(all, all)).toBe('')
    expect(visible({ cols: 72, rows: 40 }, all)).toBe('72 of 120 columns')
    expect(visible({ cols: 72, rows: 20 }, all)).toBe('72 of 120 columns, 20 of 40 rows')
  })

  it.each([
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words))

  it.each([
    ['28.2.2', '28.2'],
    ['v1', 'v1'],
    ['20.10.24+dfsg1', '20.10'],
  ])('%s is %s', (version, words) => expect(brief(version)).toBe(words))

  it.each([
    ['2026-11-03T23:30:00Z', '3 Nov 2026'],
    ['no date', null],
  ])('%s is %s', (iso, words) => expect(day(iso)).toBe(words))

  it.each([
    [{ ...plan, status: 137, failing: true }, 'exit 137, as expected · 0.4 s · 3 lines'],
    // Ctrl-C has ended a server: nobody judges that.
    [{ ...plan, status: 130 }, '0.4 s · 3 lines'],
    [{ ...plan, status: 0, duration: 3.4, lines: 1 }, 'exit 0 · 3 ms · 1 line'],
    [{ ...plan, duration: 0.2, lines: 0 }, '1 ms · 0 lines'],
    [{ ...plan, duration: 94 }, '94 ms · 3 lines'],
    [{ ...plan, duration: 95 }, '0.1 s · 3 lines'],
    [{ ...fault('exit'), status: 125, duration: 1_000 }, 'exit 125 · 1.0 s'],
    [fault('missing'), ''],
    [fault('hand'), 'by hand'],
    [{ ...fault('cancelled'), duration: 1_000 }, 'by hand'],
  ])('%j is the chip "%s"', (ended, words) => expect(chip(ended)).toBe(words))

  it.each([
    [{ ...plan, status: 0 }, 'step hello, runc: finished, exit 0, 3 lines'],
    [
      { ...plan, status: 3, failing: true },
      'step hello, runc: finished, exit 3, as expected, 3 lines',
    ],
    [fault('timeout'), 'step hello, runc: failed'],
    [fault('hand'), 'step hello, runc: taken over by hand'],
  ])('%j is announced', (outcome, words) =>
    expect(announcement('hello', 'runc', outcome)).toBe(words),
  )
})
