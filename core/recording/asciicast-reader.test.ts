import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCast } from '../../test/support/whole-cast.ts'
import type { TermEvent } from '../base/event.ts'

const encoder = new TextEncoder()
const out = (at: number, text: string): TermEvent => ({
  type: 'output',
  at,
  data: encoder.encode(text),
})
const read = (text: string) => readCast('x.cast', text)
/** Problems as `line: message`. */
const complaints = (text: string) =>
  read(text).problems.map(({ line, message }) => `${line ?? '-'}: ${message}`)
const lines = (...all: unknown[]) =>
  all.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join('')

const V2 = { version: 2, width: 80, height: 24 }
const V3 = { version: 3, term: { cols: 80, rows: 24 } }

describe('a cast', () => {
  it('of version 1 is one object, on one line or many', () => {
    const cast = {
      version: 1,
      width: 90,
      height: 30,
      title: 'x',
      stdout: [
        [0.25, 'a'],
        [1, 'ü'],
      ],
    }
    const expected = {
      version: 1,
      size: { cols: 90, rows: 30 },
      title: 'x',
      events: [out(250, 'a'), out(1250, 'ü')],
    }
    expect(read(JSON.stringify(cast))).toEqual({ value: expected, problems: [] })
    expect(read(JSON.stringify(cast, null, 2))).toEqual({ value: expected, problems: [] })
  })
  it('of version 2 counts from its beginning', () => {
    const header = { ...V2, timestamp: 1_700_000_000, idle_time_limit: 1.5, env: { TERM: 'xterm' } }
    expect(read(lines(header, [0.5, 'o', 'a'], [2, 'i', 'q'], [2.5, 'r', '100x50']))).toEqual({
      value: {
        version: 2,
        size: { cols: 80, rows: 24 },
        timestamp: 1_700_000_000,
        idleLimit: 1_500,
        events: [
          out(500, 'a'),
          { type: 'input', at: 2_000, data: 'q' },
          { type: 'resize', at: 2_500, size: { cols: 100, rows: 50 } },
        ],
      },
      problems: [],
    })
  })
  it('of version 3 counts from the event before, even from one that is skipped', () => {
    const text = lines(
      V3,
      '# a comment',
      [0.5, 'm', 'step:a'],
      [0.25, 'z', 'unknown'],
      [0.25, 'o', 'a'],
      '',
      [1, 'x', '3'],
    )
    expect(read(text)).toEqual({
      value: {
        version: 3,
        size: { cols: 80, rows: 24 },
        events: [
          { type: 'marker', at: 500, label: 'step:a' },
          out(1_000, 'a'),
          { type: 'exit', at: 2_000, status: 3 },
        ],
      },
      problems: [],
    })
  })
  it('may have a byte order mark and Windows line ends', () => {
    const text = `\ufeff${lines(V2, [1, 'o', 'a'])}`.replaceAll('\n', '\r\n')
    expect(read(text)).toMatchObject({ value: { events: [out(1_000, 'a')] }, problems: [] })
  })
  it('does not let times run backwards', () => {
    const { value } = read(lines(V2, [2, 'o', 'a'], [1, 'o', 'b']))
    expect(value?.events.map(({ at }) => at)).toEqual([2_000, 2_000])
  })
})

describe('a cast that is wrong', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', ['1: this is not an asciicast: its first line is no header']],
    ['a picture', '\x89PNG\r\n', ['1: this is not an asciicast: its first line is no header']],
    ['a list', '[1]\n', ['1: this is not an asciicast: its first line is no header']],
    ['another version', lines({ version: 4 }), ['1: asciicast version 4 is not known']],
    ['no version', lines({}), ['1: asciicast version unknown is not known']],
    [
      'half a header',
      '{"version": 2, "wid',
      ['1: this is not an asciicast: its first line is no header'],
    ],
  ])('has no value: %s', (_, text, expected) => {
    expect(complaints(text)).toEqual(expected)
    expect(read(text).value).toBe(null)
  })
  it.each([0, -1, 1, 1.5, '80', 1e9, null, undefined, [], { a: 1 }, 501])(
    'has no value when it is %j columns wide',
    (cols) => {
      for (const header of [
        { ...V3, term: { cols, rows: 24 } },
        { ...V2, width: cols },
      ])
        expect(read(lines(header))).toMatchObject({
          value: null,
          problems: [{ line: 1, message: 'its terminal has no size that can be shown' }],
        })
    },
  )
  it.each<[string, unknown, string]>([
    ['is no event', { a: 1 }, 'this line is not an event'],
    ['is no JSON', '[1, "o", ', 'this line is not an event'],
    ['is too long', [1, 'o', 'x'.repeat(1024 * 1024)], 'this line is not an event'],
    ['has no time', ['1', 'o', 'x'], 'an event begins with its time, a number of seconds'],
    ['comes too late', [1e308, 'o', 'x'], 'this event is more than a day after the beginning'],
    ['has no code', [1, 2, 'x'], 'the second part of an event is its code'],
    ['has no data', [1, 'o'], 'the third part of an event is text'],
    ['has data within data', [1, 'o', ['x']], 'the third part of an event is text'],
    [
      'makes a terminal too large',
      [1, 'r', '100000x1000'],
      'a size is written 80x24, and within limits',
    ],
    ['ends with a word', [1, 'x', 'bad'], 'an exit status is a number'],
  ])('loses a line that %s, and no other', (_, line, message) => {
    const text = lines(V3, [0, 'o', 'a'], line, [0, 'o', 'b'])
    expect(complaints(text)).toEqual([`3: ${message}`])
    expect(read(text).value?.events).toHaveLength(2)
  })

  it('keeps an event whose time is negative, and says so', () => {
    const text = lines(V3, [1, 'o', 'a'], [-1, 'o', 'b'], [1, 'o', 'c'])
    expect(complaints(text)).toEqual(['3: a time is never negative; this one counts as none'])
    expect(read(text).value?.events.map(({ at }) => at)).toEqual([1_000, 1_000, 2_000])
  })

  it('keeps what its own limit of silences brings into a day', () => {
    const header = { ...V3, idle_time_limit: 2 }
    expect(complaints(lines(header, [100_000, 'o', 'a'], [100_000, 'o', 'b']))).toEqual([])
    expect(complaints(lines(V3, [100_000, 'o', 'a']))).toEqual([
      '2: this event is more than a day after the beginning',
    ])
  })

  it('joins a character that was cut between two events', () => {
    const text = `${JSON.stringify(V3)}\n[0, "o", "a\\ud83d"]\n[0, "r", "10x5"]\n[0, "o", "\\ude80b"]\n`
    const output = (read(text).value?.events ?? []).map((event) =>
      event.type === 'output' ? new TextDecoder().decode(event.data) : event.type,
    )
    expect(output).toEqual(['a', 'resize', '🚀b'])
  })

  it('passes over an unknown code, whatever its data is', () => {
    expect(complaints(lines(V3, [0, 'z', { a: 1 }], [0, 'o', 'a']))).toEqual([])
  })

  it.each([
    ['gzip', '\x1f\ufffd\b\0', 'it is packed: unpack it with gunzip'],
    [
      'UTF-16',
      '\ufffd\ufffd{\0"\0',
      'it is text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it UTF-8',
    ],
    [
      'UTF-16, big end first',
      '\ufffd\ufffd\0{\0"',
      'it is text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it UTF-8',
    ],
    ['Latin 1', '{"title": "\ufffd', 'it is not text in UTF-8'],
  ])('says what to do with %s', (_, text, hint) => {
    expect(read(text).problems[0]?.hint).toBe(hint)
  })
  it('reports a limited number of problems', () => {
    const { problems } = read(lines(V3, ...Array<string>(1_000).fill('?')))
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)?.message).toBe('and 980 more')
  })
  it('holds no theme: colours from a file could become styles', () => {
    const theme = {
      fg: 'red;}body{background:url(https://evil.example/)}',
      bg: '#000',
      palette: '',
    }
    const { value } = read(lines({ ...V2, theme }))
    expect(JSON.stringify(value)).not.toContain('evil')
  })
})

describe('a recording that ended early', () => {
  it.each([2, 3])('loads to exactly its complete events, at every byte (version %i)', (version) => {
    const header = version === 2 ? V2 : V3
    const all = [
      [0.5, 'o', '日本😀'],
      [0.25, 'm', 'step:é'],
      [0.125, 'o', '"\\\r\n'],
      [1, 'x', '0'],
    ]
    const text = lines(header, '# comment', ...all)
    const bytes = encoder.encode(text)
    const whole = read(text).value!.events
    /** The offset at which each event is complete, its line end not counted. */
    const ends = all.map(
      (_, i) => encoder.encode(lines(header, '# comment', ...all.slice(0, i + 1))).length - 1,
    )
    const start = encoder.encode(lines(header)).length - 1
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { value, problems } = read(new TextDecoder().decode(bytes.subarray(0, cut)))
      const complete = ends.filter((end) => end <= cut).length
      expect(value?.events ?? null, `cut at ${cut}`).toEqual(
        cut < start ? null : whole.slice(0, complete),
      )
      for (const { message } of value ? problems : [])
        expect(message).toBe('the last line is cut off and left out')
    }
  })
})

describe('any content of a file', () => {
  const seed = { seed: 20_261_103, numRuns: 2_000 }
  const event = fc.oneof(
    fc.tuple(fc.double(), fc.string(), fc.anything()),
    fc.tuple(fc.double({ min: 0, max: 10 }), fc.constantFrom('o', 'i', 'r', 'm', 'x'), fc.string()),
    fc.anything(),
  )
  it('is read or reported, and never throws', () => {
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom(V2, V3), fc.nat(), (events, header, cut) => {
        const text = lines(header, ...events.map((one) => JSON.stringify(one) ?? 'undefined'))
        const { value } = read(text.slice(0, Math.max(60, cut % text.length)))
        let before = 0
        for (const { at } of value?.events ?? []) {
          expect(at).toBeGreaterThanOrEqual(before)
          before = at
        }
      }),
      seed,
    )
  })
  it('even when it is not a cast at all', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, json) => {
        read(text)
        read(`${JSON.stringify(json)}\n${text}`)
        read(JSON.stringify({ ...V2, version: 1, stdout: json }))
      }),
      seed,
    )
  })
})
