import { describe, expect, it } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import type { Size } from '../../../core/base/event.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { portrait } from '../../../test/support/portrait.ts'
import { CASES, latin, sequences } from '../../../test/support/terminal/snapshot-cases.ts'
import { cellFor } from './cells.ts'
import { internalsOf } from './xterm-internals.ts'
import { createReplyLimit } from './reply-limit.ts'
import { createScreen, inside } from './headless-screen.ts'
import type { Screen } from './headless-screen.ts'

const SIZE = { cols: 20, rows: 6 }
const encoder = new TextEncoder()

const look = (screen: Screen) => portrait(inside(screen), screen.size.cols, screen.size.rows)
/** A screen with a filter before it, as every screen of the server has. */
function filtered(size: Size = SIZE) {
  const screen = createScreen(size, { scrollback: 0 })
  const filter = createSanitizer({ size }, { bytes: (clean) => screen.write(clean) })
  return { screen, push: (bytes: Uint8Array) => filter.push(bytes) }
}
function restored(from: Screen): Screen {
  const { size, screen } = from.snapshot()
  const fresh = createScreen(size, { scrollback: 0 })
  fresh.write(screen)
  return fresh
}

describe('a snapshot and the output after it', () => {
  it.each(CASES)('%s', (_, before, after) => {
    const whole = filtered()
    const cut = filtered()
    whole.push(latin(before))
    cut.push(latin(before))
    const fresh = restored(cut.screen)
    expect(look(fresh)).toEqual(look(whole.screen))

    // The bytes that the filter holds back in the middle of a sequence go to the new screen.
    const rest: Uint8Array[] = []
    const machine = createSanitizer({ size: SIZE }, { bytes: (clean) => rest.push(clean) })
    machine.push(latin(before))
    rest.length = 0
    machine.push(latin(after))
    for (const bytes of rest) fresh.write(bytes)
    whole.push(latin(after))
    expect(look(fresh)).toEqual(look(whole.screen))
  })
  it('are the same for a snapshot of the restored screen', () => {
    for (const [, before] of CASES) {
      const { screen, push } = filtered()
      push(latin(before))
      const once = restored(screen)
      expect(look(restored(once))).toEqual(look(screen))
    }
  })
})

describe('a snapshot at any moment', () => {
  it('restores the same screen, which continues in the same way', () => {
    const random = seeded(7)
    for (let run = 0; run < 1_000; run++) {
      const source = sequences(random)
      const take = (count: number) =>
        Array.from({ length: count }, () => source.next().value as string).join('')
      const before = take(Math.floor(random() * 60))
      const after = take(40)
      const whole = filtered()
      whole.push(encoder.encode(before))
      const fresh = restored(whole.screen)
      expect(look(fresh), JSON.stringify(before)).toEqual(look(whole.screen))
      const other = createSanitizer({ size: SIZE }, { bytes: (clean) => fresh.write(clean) })
      other.push(encoder.encode(after))
      whole.push(encoder.encode(after))
      expect(look(fresh), JSON.stringify([before, after])).toEqual(look(whole.screen))
      fresh.dispose()
      whole.screen.dispose()
    }
  })
})

describe('a screen', () => {
  it('returns its text', () => {
    const screen = createScreen({ cols: 10, rows: 2 })
    screen.write('one  \r\ntwo\r\nthree')
    expect(screen.lines()).toEqual(['two', 'three'])
    expect(screen.scrollback()).toEqual(['one'])
    screen.resize({ cols: 20, rows: 3 })
    expect(screen.size).toEqual({ cols: 20, rows: 3 })
  })

  it('answers questions, but not too many', () => {
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

  it('gives no long answer, and none that ends a line', () => {
    const mayReply = createReplyLimit(fakeClock())
    expect(mayReply('x'.repeat(64))).toBe(true)
    expect(mayReply('x'.repeat(65))).toBe(false)
    expect(mayReply('id\r')).toBe(false)
    expect(mayReply('id\n')).toBe(false)
  })

  it('can replace another screen, even in what a reset leaves as it is', () => {
    const old = createScreen(SIZE)
    const fresh = createScreen(SIZE)
    old.write('\x1b[20h\x1b[?12h\x1bc')
    old.write(fresh.snapshot().screen)
    expect(look(old)).toEqual(look(fresh))
  })

  it('is not changed by its snapshot', () => {
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

  it('throws when the internals of xterm have changed', () => {
    expect(() => internalsOf({ _core: { writeSync() {} } })).toThrow(
      'invariant: this xterm has no function buffers.normal.lines.get',
    )
  })
})
