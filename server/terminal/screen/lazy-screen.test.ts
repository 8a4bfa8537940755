import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { defined } from '../../../core/base/defined.ts'
import { createLazyScreen } from './lazy-screen.ts'
import { skips } from './skip-scroll.ts'
import { createScreen } from './headless-screen.ts'

const SIZE = { cols: 30, rows: 5 }
const encoder = new TextEncoder()

/** The filtered text, in pieces of so many bytes. */
function filtered(text: string, piece = 4_096, size = SIZE): Uint8Array[] {
  const pieces: Uint8Array[] = []
  const filter = createSanitizer({ size }, { bytes: (clean) => pieces.push(clean) })
  const bytes = encoder.encode(text)
  for (let at = 0; at < bytes.length; at += piece) filter.push(bytes.subarray(at, at + piece))
  filter.end()
  return pieces
}
/**
 * Writes the same text to a screen that parses all of it and to a lazy one. Returns both as later
 * output sees them.
 */
function both(text: string, piece?: number, size = SIZE, room?: number) {
  const options = defined({ room })
  const [eager, late] = [createScreen(size, { scrollback: 0 }), createLazyScreen(size, options)]
  for (const bytes of filtered(text, piece, size)) {
    eager.write(bytes)
    late.write(bytes)
  }
  return { eager, late }
}
function isExact(text: string, piece?: number, size = SIZE, room?: number): void {
  const { eager, late } = both(text, piece, size, room)
  // The snapshot stands for the screen: headless-screen.test.ts shows that writing it to a fresh
  // terminal restores the same screen.
  expect(late.snapshot(), JSON.stringify(text.slice(0, 400))).toEqual(eager.snapshot())
  eager.dispose()
  late.dispose()
}

const log = (lines: number, before = '', after = '') =>
  Array.from(
    { length: lines },
    (_, n) => `${before}${n} the quick brown fox, twice over${after}\r\n`,
  ).join('')

const short = 'ab\r\n'.repeat(1_500)

describe('a lazy screen shows what a screen shows that parsed each byte', () => {
  it.each([
    ['log lines', log(500)],
    ['log lines without an end', `${log(500)}$ `],
    ['a log from the middle of a screen', `\x1b[2;3H${log(500)}`],
    ['coloured lines', log(500, '\x1b[1;31m', '\x1b[0m')],
    ['a colour that stays', `\x1b[44m${log(200)}\x1b[4:3m${log(300)}x`],
    ['a colour set in the part that is left out', `${log(200)}\x1b[45;3m${log(300)}x`],
    ['a colour and then another style', `${log(200)}\x1b[45m${log(9)}\x1b[1m${log(300)}x`],
    ['a colour set at the very end', `${log(500)}\x1b[45mx`],
    ['a background that fills new lines', `${log(200)}\x1b[45m${log(300)}\x1b[0m\n\nx`],
    ['colours with underlines of their own', log(300, '\x1b[4:3;58:5:200m', '\x1b[24m')],
    ['margins', `\x1b[2;4r${log(500)}`],
    ['margins that are reset', `\x1b[2;4r${log(200)}\x1b[r${log(300)}`],
    ['a cursor below the margins', `\x1b[1;3r\x1b[5;1H${short}a longer line\r\n${short}`],
    ...[100, 120, 140, 160].map((n) => [
      `a cursor that comes to stand below margins after ${n} lines`,
      `${log(n)}\x1b[1;3r\x1b[5;1Hab\r\na longer line\r\n${short}`,
    ]),
    ['a cursor above the margins', `\x1b[3;5r\x1b[1;1H${log(500)}`],
    ['a cursor that was saved', `\x1b[3;4H\x1b[31m\x1b7${log(500)}\x1b8x`],
    ['the other buffer', `${log(20)}\x1b[?1049h${log(500)}`],
    ['the other buffer and back', `${log(20)}\x1b[?1049h${log(500)}\x1b[?1049lx`],
    ['insert mode', `abc\x1b[4h${log(500)}`],
    ['no wrapping', `\x1b[?7l${log(500)}`],
    ['line feeds that return', `\x1b[20h${log(500).replaceAll('\r', '')}`],
    ['line feeds that do not', `${log(200)}${log(300).replaceAll('\r', '')}`],
    ['line feeds that do not, at the end', `${log(400)}${log(9).replaceAll('\r', '')}`],
    ['a line feed that does not return, at first', `\x1b[5;1Habc\n${log(500)}`],
    ['a character set', `\x1b(0${log(500)}`],
    ['a link', `\x1b]8;;https://a.b/c\x1b\\${log(500)}\x1b]8;;\x1b\\`],
    [
      'a link that xterm forgets in empty lines',
      `${log(9)}\x1b]8;;https://a.b/c\x1b\\${'\r\n'.repeat(2_000)}${log(500)}x`,
    ],
    ['letters of two bytes, wide ones and marks', log(500, '£ é 日本語 e\u0301 ', '\t😀')],
    ['controls of eight bits', log(200) + '\u0085\u0084'.repeat(3) + log(200) + '\u009b2J'],
    ['backspaces and bells', log(500, '50 %\b\b\b\b51 %', '\x07')],
    ['a repeated character', `${log(500)}x\x1b[7b`],
    ['one line without an end', 'x'.repeat(200_000)],
    ['empty lines', '\r\n'.repeat(20_000)],
    ['more than may wait', log(20_000)],
  ])('%s', (_, text) => {
    isExact(text)
    isExact(text, 100_000)
    isExact(text, 1 << 20)
    isExact(text, 4_096, { cols: 80, rows: 24 })
    isExact(text, 4_096, { cols: 3, rows: 1 })
    // So little may wait that most of it is left out before anything is parsed.
    isExact(text, 700, SIZE, 4_000)
  })

  it('whatever is printed, in any pieces', () => {
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.nat(160).map((n) => log(n)) },
      {
        weight: 3,
        arbitrary: fc.tuple(fc.nat(120), fc.nat(107)).map(([n, p]) => log(n, `\x1b[${p}m`, '')),
      },
      { weight: 1, arbitrary: fc.nat(90).map((n) => log(n, '\x1b[7;32m', '\x1b[m')) },
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          ...[
            '\x1b[2;4r',
            '\x1b[r',
            '\x1b[H',
            '\x1b[?1049h',
            '\x1b[?1049l',
            '\x1b7',
            '\x1b8',
            '\x1bM',
          ],
          ...[
            '\x1b[4h',
            '\x1b[4l',
            '\x1b[?7l',
            '\x1b[?7h',
            '\x1b(0',
            '\x1b(B',
            '\x0e',
            '\x0f',
            '\n\n',
          ],
          ...[
            '\x1b[20h',
            '\x1b[20l',
            '\x1b[?6h',
            '\x1b[?6l',
            '\x1b[?45h',
            '\b\b',
            '\x1b[2J',
            '\x1b[3L',
          ],
          ...[
            '\x1b]8;;https://a.b/c\x1b\\link',
            '\x1b]8;;\x1b\\',
            'x\x1b[9b',
            '日',
            'e\u0301',
            '\x1b[0m',
          ],
        ),
      },
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 24 }),
        fc.integer({ min: 1_000, max: 90_000 }),
        (parts, piece) => {
          isExact(parts.join(''), piece)
          isExact(parts.join(''), Math.ceil(piece / 80), SIZE, 5_000)
        },
      ),
      { numRuns: 150, seed: 20261124 },
    )
  })
})

describe('the output that may be left out', () => {
  const left = (text: string, rows = 5) => {
    const data = encoder.encode(text)
    return skips(data, rows).map(({ from, to }) => (to - from) / data.length)
  }
  it('is nearly all of a log, coloured or not', () => {
    expect(left(log(1_000))[0]).toBeGreaterThan(0.98)
    expect(left(log(1_000, '\x1b[31m', '\x1b[0m'))[0]).toBeGreaterThan(0.98)
    expect(left(log(1_000, '£ 日 '))[0]).toBeGreaterThan(0.98)
    expect(left(`${log(1_000)}\x1b[0m`)[0]).toBeGreaterThan(0.98)
    expect(left(`${log(1_000)}£`)[0]).toBeGreaterThan(0.98)
  })
  it('holds nothing that moves the cursor up or changes a mode', () => {
    for (const control of [
      '\x1b[A',
      '\x1b[?25l',
      '\x1b[>4m',
      '\b',
      '\x0b',
      '\x0e',
      '\x7f',
      '\u0085',
    ]) {
      const [first, ...more] = left(log(500) + control + log(500))
      expect(first, JSON.stringify(control)).toBeLessThan(0.5)
      expect(more).toHaveLength(1)
    }
  })
  it('is empty for a few lines', () => {
    expect(left(log(20))).toEqual([])
  })
})

describe('reading a lazy screen', () => {
  it('includes everything that was written before', () => {
    const late = createLazyScreen(SIZE)
    late.write(encoder.encode('one\r\ntwo'))
    expect(late.lines().slice(0, 2)).toEqual(['one', 'two'])
    late.write(encoder.encode(' more'))
    expect(late.snapshot().screen).toContain('two more')
  })
  it('happens before a new size', () => {
    const [eager, late] = [createScreen(SIZE, { scrollback: 0 }), createLazyScreen(SIZE)]
    for (const screen of [eager, late]) {
      screen.write(encoder.encode('x'.repeat(40)))
      screen.resize({ cols: 50, rows: 8 })
      screen.write(encoder.encode('y'))
    }
    expect(late.snapshot()).toEqual(eager.snapshot())
  })
  it('happens before the answer to a query, which is there on return', () => {
    const late = createLazyScreen(SIZE)
    const replies: string[] = []
    late.onReply((reply) => replies.push(reply))
    late.write(encoder.encode('abc'))
    late.ask(encoder.encode('\x1b[6n'))
    expect(replies).toEqual(['\x1b[1;4R'])
  })
})
