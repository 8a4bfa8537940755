import { describe, expect, it } from 'vitest'
import { seeded } from '../core/clock.ts'
import type { Size } from '../core/event.ts'
import { fakeClock } from '../core/fake-clock.ts'
import { createFilter } from '../core/filter.ts'
import { portrait } from '../test/portrait.ts'
import { cellFor } from './screen-cells.ts'
import { internalsOf } from './screen-internals.ts'
import { createReplies } from './screen-replies.ts'
import { createScreen, inside } from './screen.ts'
import type { Screen } from './screen.ts'

const SIZE = { cols: 20, rows: 6 }
const encoder = new TextEncoder()

const look = (screen: Screen) => portrait(inside(screen), screen.size.cols, screen.size.rows)
/** A screen with a filter before it, as every screen of the server has. */
function filtered(size: Size = SIZE) {
  const screen = createScreen(size, { scrollback: 0 })
  const filter = createFilter({ size }, { bytes: (clean) => screen.write(clean) })
  return { screen, push: (bytes: Uint8Array) => filter.push(bytes) }
}
function restored(from: Screen): Screen {
  const { size, screen } = from.snapshot()
  const fresh = createScreen(size, { scrollback: 0 })
  fresh.write(screen)
  return fresh
}

/** What was written, cut in two: the snapshot is taken at the cut. */
const cases: readonly (readonly [name: string, before: string, after: string])[] = [
  ['plain', 'hello\r\nworld', ' again\r\n$ '],
  ['pending SGR', 'a\x1b[1;3;38;5;200;48;2;1;2;3m', 'b\x1b[0mc'],
  ['scroll region', '1\r\n2\r\n3\r\n4\x1b[2;4r\x1b[4;1H', '\n\nx\x1b[r\ny'],
  ['origin mode', '\x1b[2;5r\x1b[?6h\x1b[2;3H', 'x\x1b[1;1Hy\x1b[?6l\x1b[1;1Hz'],
  ['insert mode', 'abcdef\x1b[4h\x1b[1;3H', 'XY\x1b[4lZ'],
  ['pending wrap', 'x'.repeat(20), 'y'],
  ['no autowrap', `\x1b[?7l${'x'.repeat(25)}`, 'yz\x1b[?7hab'],
  ['saved cursor', '\x1b[3;5H\x1b7\x1b[1;1Hx', '\x1b8y'],
  ['saved cursor with SGR', '\x1b[3;5H\x1b[4;31m\x1b7\x1b[0m\x1b[1;1Hx', '\x1b8y\x1b[0mz'],
  ['charset G0', '\x1b(0', 'lqqk\x1b(Bq'],
  ['charset SO', '\x1b)0\x0eq', 'x\x0fq\x0ex'],
  ['tab stops', '\x1b[3g\x1b[1;4H\x1bH\x1b[1;11H\x1bH\r', 'a\tb\tc\td'],
  ['alternate screen', 'shell\x1b[?1049h\x1b[2;2Hedit', 'or\x1b[?1049l$ '],
  [
    'scroll region in the alternate screen',
    'a\x1b[?1049h\x1b[2;4r\x1b[4;1Hx',
    '\n\ny\x1b[?1049lz\n',
  ],
  ['mid-escape', 'a\x1b[3', '1mb'],
  ['mid-code-point', 'a\xf0\x9f\x98', '\x80b'],
  ['hyperlink', 'a\x1b]8;;https://example.org/\x1b\\link', 'ed\x1b]8;;\x1b\\ not'],
  ['repeat', 'ab', '\x1b[5bc'],
  ['wide characters', '日本語のテキスト漢', '字x\x1b[1;2Hy'],
  ['background-colour erase', '\x1b[44mab\x1b[K\r\n\x1b[2Jx', '\x1b[K\n\ny'],
  ['reverse video', '\x1b[7mab\x1b[27mc\x1b[7m', 'd\x1b[0me'],
  ['linefeed/newline mode', '\x1b[20hab', '\ncd\x1b[20l\nef'],
  ['styled underline', '\x1b[4:3m\x1b[58:2::255:0:9ma\x1b[0mb\x1b[4:5m', 'c\x1b[24md\x1b[21me'],
  // Beyond the 23 of performance.md §6.
  ['cursor hidden and shaped', 'a\x1b[?25l\x1b[5 q\x1b[?12h', 'b'],
  ['modes of mouse and keys', '\x1b[?1h\x1b=\x1b[?1002;1006;1004;2004;2026;45h', 'x\x08\x08'],
  ['a wide character cut in two', '日本\x1b[1;2H\x1b[32mx\x1b[1;4H\x1b[4my\x1b[0m', 'z'],
  ['a wide character cut at the end', `\x1b[1;19H日\x1b[1;19H\x1b[41;1mx`, 'z'],
  ['two wide characters cut at the end', '\x1b[1;17H日本\x1b[1;18Hx\x1b[1;16Hx\x1b[1;20H', 'z'],
  ['two halves side by side at the end', '\x1b[4m\x1b[1;18H日 \x1b[1;19H日\x1b[1;18Hxx', 'z'],
  // What only leaving the alternate screen, or restoring its cursor, can bring back.
  ['pending wrap over an empty cell', `${'x'.repeat(20)}\x1b[2 @`, 'y'],
  ['pending wrap in a row erased up to it', `a\r\n${'x'.repeat(20)}\x1b[44m\x1b[1K`, 'y'],
  ['pending wrap under a restored pen', `\x1b[4m\x1b[?1049l${'x'.repeat(20)}\x1b[1"q`, 'yz'],
  ['a cursor above the margins', '\x1b[2;5r\x1b[?1049h\x1b[?6h\x1b[?47l', 'x\ny'],
  [
    "a pen restored from the other screen's cursor",
    '\x1b[4:3m\x1b[?1049h\x1b[u\x1b[?47l',
    'x\x1b[4mgy',
  ],
  ['wrapped lines', `${'abc'.repeat(20)}\r\nx`, '\x1b[2;1H\x1b[?45h\x08\x08y'],
  ['the first line wrapped', `${'abc'.repeat(42)}`, 'x'],
  ['a combining mark to come', 'e', '\u0301x'],
  ['a combining mark alone', 'a\x1b[m\u0301b', 'c'],
  ['a combining mark in insert mode', 'abcdef\x1b[1;2H\x1b[4hxe', '\u0301y'],
  ['repeat in insert mode', 'abcdef\x1b[1;2H\x1b[4hx', '\x1b[3b'],
  ['repeat at the end of a line', 'x'.repeat(20), '\x1b[3b'],
  ['underline restored without its style', '\x1b[4m\x1b7\x1b[0mab\x1b8cd', 'ef\x1b8g'],
  [
    'a charset after a restored underline',
    '\x1b7\x1b[4m\x1b8\x1b[4:0m\x1b[4m\x1b7\x1b[0m\x1b8\x1b(0',
    'q\x1b(Bq',
  ],
  [
    'a saved cursor of the alternate screen',
    '\x1b[?47h\x1b[3;3H\x1b[31m\x1b7\x1b[?47l\x1b[0mx',
    '\x1b[?47h\x1b8y',
  ],
  ['a saved charset', '\x1b(0\x1b[2;2H\x1b7\x1b(B\x1b[1;1H', 'q\x1b8q'],
  ['a restored charset that no set is', '\x1b(0\x1b7\x1b(B\x1b8', 'q\x0fq'],
  ['protected cells', '\x1b[1"qab\x1b[0"qcd', '\x1b[?2Jx'],
  ['a link in several pieces', '\x1b]8;;http://a/\x1b\\ab\r\ncd\x1b]8;;\x1b\\', 'x'],
  ['G2 and G3', '\x1b*0\x1b+A\x1bn', 'q#\x1boq#\x0fq#'],
  ['pending wrap over an erased cell in another colour', `\x1b[31m${'x'.repeat(20)}\x1b[0m`, 'y'],
]

const latin = (text: string) =>
  /[^\x00-\xff]/.test(text) ? encoder.encode(text) : Uint8Array.from(Buffer.from(text, 'latin1'))

describe('a snapshot, and what follows it', () => {
  it.each(cases)('%s', (_, before, after) => {
    const whole = filtered()
    const cut = filtered()
    whole.push(latin(before))
    cut.push(latin(before))
    const fresh = restored(cut.screen)
    expect(look(fresh)).toEqual(look(whole.screen))

    // What the filter holds back in the middle of a sequence goes to the new screen.
    const rest: Uint8Array[] = []
    const machine = createFilter({ size: SIZE }, { bytes: (clean) => rest.push(clean) })
    machine.push(latin(before))
    rest.length = 0
    machine.push(latin(after))
    for (const bytes of rest) fresh.write(bytes)
    whole.push(latin(after))
    expect(look(fresh)).toEqual(look(whole.screen))
  })
  it('of a snapshot is the same again', () => {
    for (const [, before] of cases) {
      const { screen, push } = filtered()
      push(latin(before))
      const once = restored(screen)
      expect(look(restored(once))).toEqual(look(screen))
    }
  })
})

/** Output such as programs write, without an end. */
function* programs(random: () => number): Generator<string> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const number = (most: number) => 1 + Math.floor(random() * most)
  for (;;) {
    yield pick([
      () => pick(['ls -l', 'hello', 'é', '日本', '😀', 'e\u0301', 'x'.repeat(number(25)), ' ']),
      () => pick(['\r\n', '\n', '\r', '\b', '\t', '\x1bD', '\x1bM', '\x1bE', '\x1bH']),
      () =>
        `\x1b[${pick(['0', '1', '2', '3', '4', '4:3', '4:0', '5', '7', '8', '9', '22', '24', '27', '53'])}m`,
      () => `\x1b[${pick(['31', '44', '97', '103', '39', '49'])}m`,
      () => `\x1b[${pick(['38;5;9', '48;5;240', '38;2;1;2;3', '48;2;9;8;7', '58;5;3', '59'])}m`,
      () => `\x1b[${number(7)};${number(22)}H`,
      () => `\x1b[${number(5)}${pick([...'ABCDEFGLMPSTXZ@bd`ae'])}`,
      () => `\x1b[${pick(['', '1', '2'])}${pick(['J', 'K'])}`,
      () => `\x1b[${number(3)};${3 + number(3)}r`,
      () =>
        pick([
          '\x1b[r',
          '\x1b7',
          '\x1b8',
          '\x1b[s',
          '\x1b[u',
          '\x1b(0',
          '\x1b(B',
          '\x1b)0',
          '\x0e',
          '\x0f',
        ]),
      () =>
        `\x1b[?${pick(['1', '6', '25', '45', '1000', '1006', '2004', '47', '1049'])}${pick(['h', 'l'])}`,
      () =>
        pick([
          '\x1b[4h',
          '\x1b[4l',
          '\x1b[20h',
          '\x1b[20l',
          '\x1b[3g',
          '\x1b[g',
          '\x1b[!p',
          '\x1b[2 q',
        ]),
      // No ?7l: a wide character that does not fit leaves REP something else to repeat.
      // No links: when xterm forgets one depends on lines that were moved long before.
      () => '\x1b]0;t\x07',
      () => pick(['\x1b[1"q', '\x1b[0"q', '\x1b[?1J', '\x1b#8', '\x1bc', '\x1b[2 @', '\x1b[2 A']),
    ])()
  }
}

describe('a snapshot anywhere', () => {
  it('restores the same screen, and goes on the same', () => {
    const random = seeded(7)
    for (let run = 0; run < 400; run++) {
      const source = programs(random)
      const take = (count: number) =>
        Array.from({ length: count }, () => source.next().value as string).join('')
      const before = take(Math.floor(random() * 60))
      const after = take(40)
      const whole = filtered()
      whole.push(encoder.encode(before))
      const fresh = restored(whole.screen)
      expect(look(fresh), JSON.stringify(before)).toEqual(look(whole.screen))
      const other = createFilter({ size: SIZE }, { bytes: (clean) => fresh.write(clean) })
      other.push(encoder.encode(after))
      whole.push(encoder.encode(after))
      expect(look(fresh), JSON.stringify([before, after])).toEqual(look(whole.screen))
      fresh.dispose()
      whole.screen.dispose()
    }
  })
})

describe('a screen', () => {
  it('has its text', () => {
    const screen = createScreen({ cols: 10, rows: 2 })
    screen.write('one  \r\ntwo\r\nthree')
    expect(screen.lines()).toEqual(['two', 'three'])
    expect(screen.scrollback()).toEqual(['one'])
    screen.resize({ cols: 20, rows: 3 })
    expect(screen.size).toEqual({ cols: 20, rows: 3 })
  })

  it('answers, and not too much', () => {
    const clock = fakeClock()
    const screen = createScreen(SIZE, { clock })
    const replies: string[] = []
    const stop = screen.onReply((data) => replies.push(data))
    screen.write('\x1b[6n')
    expect(replies).toEqual(['\x1b[1;1R'])
    screen.write('\x1b[6n'.repeat(100))
    expect(replies).toHaveLength(50)
    clock.advance(1_000)
    screen.write('\x1b[5n')
    expect(replies).toHaveLength(51)
    stop()
    screen.write('\x1b[5n')
    expect(replies).toHaveLength(51)
  })

  it('answers nothing long, and nothing that ends a line', () => {
    const mayReply = createReplies(fakeClock())
    expect(mayReply('x'.repeat(64))).toBe(true)
    expect(mayReply('x'.repeat(65))).toBe(false)
    expect(mayReply('id\r')).toBe(false)
    expect(mayReply('id\n')).toBe(false)
  })

  it('takes the place of another, also in what a reset leaves as it is', () => {
    const old = createScreen(SIZE)
    const fresh = createScreen(SIZE)
    old.write('\x1b[20h\x1b[?12h\x1bc')
    old.write(fresh.snapshot().screen)
    expect(look(old)).toEqual(look(fresh))
  })

  it('is not touched by its snapshot', () => {
    const screen = createScreen(SIZE)
    screen.write('\x1b#8')
    screen.snapshot()
    screen.write('\x1b[2J')
    expect(screen.lines().join('')).toBe('')
  })

  it('keeps a link in several pieces one link', () => {
    const screen = createScreen(SIZE)
    const link = (text: string) => `\x1b]8;;http://a/\x1b\\${text}\x1b]8;;\x1b\\`
    screen.write(`${link('abc')}${link('d')}\x1b[1;2Hx`)
    const core = inside(restored(screen))
    const cell = cellFor(core.buffers.active)
    const at = (x: number) => core.buffers.active.lines.get(0)!.loadCell(x, cell).extended.urlId
    expect(at(2)).toBe(at(0))
    expect(at(3)).not.toBe(at(2))
  })

  it('says so when xterm has changed inside', () => {
    expect(() => internalsOf({ _core: { writeSync() {} } })).toThrow(
      'invariant: this xterm has no function buffers.normal.lines.get',
    )
  })
})
