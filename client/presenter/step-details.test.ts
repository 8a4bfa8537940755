import { describe, expect, it } from 'vitest'
import type { EventJson, SegmentJson } from '../../core/recording/bundle.ts'
import { expectedOutput, wantsOf } from './step-details.ts'

describe('what a command has to do', () => {
  it.each([
    { part: { exit: [0] }, words: 'exit 0' },
    { part: { exit: [0, 2] }, words: 'exit 0 or 2' },
    { part: { exit: [] }, words: 'any exit status' },
    { part: { exit: [1], expect: '/refused/' }, words: 'exit 1 · output matches /refused/' },
  ])('is said as “$words”', ({ part, words }) => {
    expect(wantsOf({ command: 'true', ...part })).toBe(words)
  })
})

describe('the output to expect', () => {
  const segment = (events: EventJson[], more: Partial<SegmentJson> = {}): SegmentJson => ({
    step: 'one',
    opening: { size: { cols: 80, rows: 24 }, screen: '' },
    typed: 100,
    events,
    ...more,
  })
  const printed = (lines: readonly string[]) =>
    expectedOutput(segment([[150, 'o', ['', ...lines, '$ '].join('\r\n')]]))

  it('is what was printed after the last Enter, without the prompt', () => {
    const events: EventJson[] = [
      [10, 'o', '$ ls'],
      [20, 'o', '\r\nechoed\r\n'],
      [100, 'i', 'ls\r'],
      [150, 'o', '\r\none  \r\n'],
      [160, 'o', '\x1b[1mtwo\x1b[0m\r\n$ '],
    ]
    expect(expectedOutput(segment(events))).toBe('one\ntwo')
  })

  it('is the last eight lines, and of each what a glance takes in', () => {
    const lines = Array.from({ length: 12 }, (_, n) => `line ${n}`)
    expect(printed(lines).split('\n')).toEqual(lines.slice(4))
    expect(printed(['x'.repeat(300)])).toBe(`${'x'.repeat(200)}…`)
  })

  it('does not end with an empty line', () => {
    expect(printed(['one', '', 'two', ''])).toBe('one\n\ntwo')
  })

  it('is not known of a step that was not recorded, and not read of a long one', () => {
    const long = { length: 1, lines: 0, silences: [], starts: [0], number: 0 }
    expect(expectedOutput(undefined)).toBe('')
    expect(expectedOutput(segment([[150, 'o', 'a\r\nb\r\nc']], { long }))).toBe('')
  })
})
