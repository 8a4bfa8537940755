import { describe, expect, it } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { portrait } from '../../../test/support/portrait.ts'
import { createScreen, inside } from './headless-screen.ts'
import type { Screen } from './headless-screen.ts'

const SIZE = { cols: 80, rows: 24 }
const encoder = new TextEncoder()
const decoder = new TextDecoder()

function filter(text: string | Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  const machine = createSanitizer({ size: SIZE }, { bytes: (clean) => pieces.push(clean) })
  machine.push(typeof text === 'string' ? encoder.encode(text) : text)
  machine.end()
  return Uint8Array.from(Buffer.concat(pieces))
}
const look = (screen: Screen) => portrait(inside(screen), screen.size.cols, screen.size.rows)
function shows(bytes: string | Uint8Array) {
  const screen = createScreen(SIZE, { scrollback: 0 })
  screen.write(bytes)
  return screen
}

describe('bytes that would freeze a terminal', () => {
  const finals = Array.from({ length: 63 }, (_, i) => String.fromCharCode(0x40 + i))
  const GROWING = '@ABCDEFGHILMPSTXZ^`abdef'
  const numbers = ['2147483647', '4294967296', '100000000000000000000']

  it.each(finals)('are harmless with the final %j, a thousand times', (final) => {
    for (const number of numbers) {
      const clean = decoder.decode(filter(`x\x1b[${number}${final}x\x1b[?${number}${final}`))
      for (const [value] of clean.matchAll(/\d+/g)) {
        // The number of repetitions in xterm is no larger than the screen.
        const most = GROWING.includes(final) ? 80 : 65_535
        expect(Number(value)).toBeLessThanOrEqual('LMST'.includes(final) ? 24 : most)
      }
      if (number === numbers[0]) shows(filter(clean.repeat(1_000))).dispose()
    }
  })
  it('are harmless in disguise', () => {
    const disguises = [
      '\u009b2147483647S',
      '\x1b[00000000002147483647S',
      '\x1b[1;2147483647S\x1b[2147483647:2147483647S',
      '\x1b[\n2147483647\rS',
      '\x1b[21474\x1b[2147483647L',
      '\x1b[2147483647 @\x1b[2147483647 A',
      "\x1b[2147483647'}\x1b[2147483647'~",
    ]
    for (const disguise of disguises) {
      const clean = decoder.decode(filter(disguise))
      expect(clean).not.toMatch(/\d{4}/)
      shows(filter(disguise.repeat(200))).dispose()
    }
  })
  it('disappear with a title of ten megabytes', () => {
    expect(filter(`\x1b]0;${'x'.repeat(10_000_000)}\x07`)).toHaveLength(0)
  })
})

/** Makes random output of a harmless program. */
function benign(random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const number = () => 1 + Math.floor(random() * 24)
  return Array.from({ length: 200 }, () =>
    pick([
      () => pick(['drwxr-xr-x 2 root', '日本語', 'é', 'e\u0301', '😀', '──┐', '\t', '\b', '\x07']),
      () =>
        pick(['\r\n', '\n', '\r', '\x1b7', '\x1b8', '\x1bM', '\x1b(0lqk\x1b(B', '\x1b=', '\u0085']),
      () => `\x1b[${pick(['0', '1', '4:3', '38;5;123', '48;2;1;2;3', '31', '', '0;1;7'])}m`,
      () => `\x1b[${number()};${number()}H`,
      () => `\x1b[${pick(['', number()])}${pick([...'ABCDGKJLMPSTXd@'])}`,
      () => `\x1b[?${pick(['25', '7', '1049', '2004', '1', '6', '1000;1006'])}${pick(['h', 'l'])}`,
      () => `\x1b[${number()};${24}r`,
      () => `x\x1b[${number()}b`,
      () => pick(['\x1b]0;title\x07', '\x1b]8;;https://a.b/c\x1b\\link\x1b]8;;\x1b\\', '\x1b[4 q']),
    ])(),
  ).join('')
}

describe('harmless bytes', () => {
  it('show the same, filtered or not, in any pieces', () => {
    const random = seeded(11)
    for (let run = 0; run < 60; run++) {
      const bytes = encoder.encode(benign(random))
      const plain = shows(bytes)
      const screen = createScreen(SIZE, { scrollback: 0 })
      const machine = createSanitizer({ size: SIZE }, { bytes: (clean) => screen.write(clean) })
      for (let at = 0; at < bytes.length;) {
        const next = at + 1 + Math.floor(random() * 40)
        machine.push(bytes.subarray(at, next))
        at = next
      }
      expect(look(screen), JSON.stringify(decoder.decode(bytes))).toEqual(look(plain))
      // A page filters snapshots too, like everything from a file.
      const { screen: snapshot } = screen.snapshot()
      expect(decoder.decode(filter(snapshot))).toBe(snapshot)
      screen.dispose()
      plain.dispose()
    }
  })
})
