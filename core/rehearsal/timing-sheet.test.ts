import { describe, expect, it } from 'vitest'
import { parseDeck } from '../deck/parse.ts'
import type { DemoReport } from './report.ts'
import { isFullRun, shown, timesAt } from '../talk/slide-times.ts'
import type { Timing } from '../talk/slide-times.ts'
import { talkSlides } from '../talk/outline.ts'
import { deckSheet, demoSheet, sheetLines } from './timing-sheet.ts'

const DECK = `---
duration: 5m
---
# Hello \`there\`

Note: 0:00, one minute. Begin.

---

## A *long* heading that no table has the room to show in full

\`\`\`demo one
steps: a..b
\`\`\`

Note:
1:00, three minutes.

--

## Below

\`\`\`demo one
steps: c
\`\`\`

---

No heading.

Note: 4:30, half a minute.
`
const deck = parseDeck('talk', 'deck.md', DECK).value!
const drifted = { type: 'not-run', cause: 'missing', why: '' } as const
const report: DemoReport = {
  demo: 'one',
  stale: false,
  steps: ['a', 'b', 'c'].map((step, n) => ({
    step,
    optional: false,
    panes: [
      { pane: 'left', found: drifted, recorded: 1_000 * (n + 1), today: 1_500 },
      { pane: 'right', found: drifted, recorded: 500 },
    ],
  })),
}

describe('a deck', () => {
  it('has slides beside and below each other, each with a title and its time', () => {
    expect(talkSlides(deck)).toMatchObject([
      { h: 0, v: 0, title: 'Hello there', planned: 60_000 },
      { h: 1, v: 0, title: 'A long heading that no table has the room to show in full' },
      { h: 1, v: 1, title: 'Below' },
      { h: 2, v: 0, title: 'slide 4', planned: 30_000 },
    ])
  })
  it('gets a sheet: the plan, the recording, today, and last time; panes run beside each other', () => {
    const last = { '0.0': 65_000, '2.0': 20_000 }
    const sheet = deckSheet(deck, new Map([['one', report]]), last)
    expect(sheet.rows[1]).toMatchObject({ recorded: 3_000, today: 3_000 })
    expect(sheet.rows[2]).toMatchObject({ recorded: 3_000, today: 1_500 })
    expect(sheet.total).toEqual({ planned: 300_000, recorded: 6_000, today: 4_500, last: 85_000 })
    const lines = sheetLines(sheet)
    expect(lines[0]).toMatch(/^talk +planned +recorded +today +last time$/)
    expect(lines[1]).toMatch(/^Hello there +1:00 +1:05$/)
    expect(lines[2]).toMatch(
      /^A long heading that no table has the ro… +\d:\d\d +3\.0 s +3\.0 s +$/,
    )
    expect(lines.at(-1)).toMatch(/^total +5:00 +6\.0 s +4\.5 s +1:25$/)
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  })
  it('without any times has no sheet', () => {
    const { value } = parseDeck('bare', 'deck.md', '# One\n')
    expect(sheetLines(deckSheet(value!, new Map()))).toEqual([])
  })
})

it('a demo gets a row for each step, and no column that is empty', () => {
  expect(sheetLines(demoSheet(report))[0]).toMatch(/^one +recorded +today$/)
})

describe('the time that slides are shown', () => {
  const go = (places: [h: number, v: number, now: number][], deckName = 'talk') =>
    places.reduce<Timing | null>(
      (timing, [h, v, now]) => shown(timing, { deck: deckName, h, v }, now),
      null,
    )
  it('adds up the times of a slide that comes again; fragments are the same slide', () => {
    const timing = go([
      [0, 0, 0],
      [0, 0, 500],
      [1, 0, 1_000],
      [1, 1, 3_000],
      [1, 0, 4_000],
    ])
    expect(timesAt(timing!, 4_500)).toEqual({ '0.0': 1_000, '1.0': 2_500, '1.1': 1_000 })
  })
  it('starts again with the first slide, and with another deck', () => {
    const timing = go([
      [0, 0, 0],
      [1, 0, 1_000],
      [0, 0, 9_000],
    ])
    expect(timesAt(timing!, 9_100)).toEqual({ '0.0': 100 })
    expect(timesAt(shown(timing, { deck: 'other', h: 3, v: 0 }, 10_000), 10_000)).toEqual({
      '3.0': 0,
    })
  })
  it('counts as the talk from first to last, in half of its time at least', () => {
    const slides = talkSlides(deck)
    const whole = { '0.0': 60_000, '1.0': 60_000, '2.0': 60_000 }
    expect(isFullRun(whole, slides, 300_000)).toBe(true)
    expect(isFullRun(whole, slides)).toBe(true)
    expect(isFullRun(whole, slides, 400_000)).toBe(false)
    expect(isFullRun({ '0.0': 1e6, '1.0': 1e6 }, slides)).toBe(false)
    expect(isFullRun({ '1.0': 1e6, '2.0': 1e6 }, slides)).toBe(false)
  })
})
