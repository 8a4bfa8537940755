import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createRedactingStream } from './redacting-stream.ts'
import { createScreen } from '../screen/headless-screen.ts'

const SIZE = { cols: 40, rows: 8 }

/** Sanitizes and redacts as in a session. `out` is what a log, a socket and a cast would hold. */
function covered(...secrets: string[]) {
  const clock = fakeClock()
  let out = ''
  const cover = createRedactingStream(
    { secrets, size: SIZE, clock },
    {
      bytes: (bytes) => (out += Buffer.from(bytes).toString()),
      mark: ([mark = '']) => (out += `<${mark}>`),
      query: () => (out += '<?>'),
    },
  )
  const filter = createSanitizer({ size: SIZE, aid: 'k' }, cover)
  return {
    clock,
    push: (data: string | Uint8Array) => filter.push(Buffer.from(data as string)),
    end: () => {
      filter.end()
      cover.end()
    },
    out: () => out,
  }
}

describe('the redacting stream', () => {
  it('shows a key that merely begins like a secret as soon as nothing follows', () => {
    const { clock, push, out } = covered('hunter2')
    push('h')
    expect(out()).toBe('')
    clock.advance(50)
    expect(out()).toBe('h')
    push('i')
    expect(out()).toBe('hi')
  })
  it('continues the search after what it has shown', () => {
    for (const pause of [20, 60, 150, 5_000]) {
      const { clock, push, out } = covered('hunter2-password')
      for (const letter of 'hunter2-password\r\n') {
        push(letter)
        clock.advance(pause)
      }
      expect(out()).toMatch(/^(?:hun•{13}|••••{13})\r\n$/)
    }
  })
  it('keeps more than three characters covered, however slowly they come', () => {
    const { clock, push, out } = covered('hunter2')
    push('hunt')
    clock.advance(10_000)
    expect(out()).toBe('')
    push('er2\n')
    expect(out()).toBe('•••••••\n')
  })
  it('passes on what is left at the end, but never more of a secret than before', () => {
    const [short, long] = [covered('hunter2'), covered('hunter2')]
    short.push('a hun')
    short.end()
    expect(short.out()).toBe('a hun')
    long.push('a hunt')
    long.end()
    expect(long.out()).toBe('a ••••')
  })
  it('keeps marks and questions in their place', () => {
    const { push, out } = covered('hunter2')
    push('a\x1b]133;A;aid=k\x07hun\x1b]133;D;0;aid=k\x07\x1b[6nter3')
    expect(out()).toBe('a<A>hun<D><?>ter3')
  })
  it('does not delay an answer that a program waits for', () => {
    const { clock, push, out } = covered('hunter2')
    push('hunt\x1b[6n')
    expect(out()).toBe('')
    clock.advance(50)
    expect(out()).toBe('••••<?>')
  })
  it('covers what will be seen, because the filter removes what stood between', () => {
    const { push, out } = covered('hunter2-password')
    push('hunter2\x7f-pass\x1b_\x07word\x1b\\\x1b]52;c;x\x07word\n')
    expect(out()).toBe(`${'•'.repeat(16)}\n`)
  })
  it('covers a line that readline wraps, key by key', () => {
    const { clock, push, out } = covered('hunter2-password')
    const keys = [...'.'.repeat(32), ...'hunter2', '- \r', ...'password']
    for (const key of keys) {
      push(key)
      clock.advance(150)
    }
    expect(out()).toBe(`${'.'.repeat(32)}hun${'•'.repeat(5)} \r${'•'.repeat(8)}`)
  })
})

const SECRETS = ['hunter2-λ日本pass', 'hunter3-other', 'aaab-aaab', 'key-one\nkey-two-λ']
/** None of these is part of a secret, and none moves the cursor. */
const between = fc.constantFrom('', '', '', '\0', '\x07', '\x0f', '\x7f', '\x1b[1m', '\x1b[38;5;9m')
const noise = fc.string({ unit: fc.constantFrom(' ', '.', 'X', 'é', '界', '\r\n'), maxLength: 50 })
const dressed = fc
  .constantFrom(...SECRETS)
  .chain((secret) =>
    fc
      .array(between, { minLength: secret.length, maxLength: secret.length })
      .map((marks) =>
        [...secret.replace('\n', '\r\n')].map((c, i) => c + (marks[i] ?? '')).join(''),
      ),
  )
const pauses = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 0, 60, 10_000)),
)

it('never shows more than a short beginning, in any pieces and with any delays', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, dressed), { maxLength: 5 }), pauses, (parts, cuts) => {
      const { clock, push, end, out } = covered(...SECRETS)
      const screen = createScreen(SIZE)
      let rest = Buffer.from(parts.flat().join(''))
      for (const [size, pause] of [...cuts, [rest.length, 0] as const]) {
        push(rest.subarray(0, size))
        rest = rest.subarray(size)
        clock.advance(pause)
      }
      end()
      screen.write(out())
      const seen = [out(), screen.text(0), screen.text(0).replaceAll('\n', '')]
      for (const text of seen)
        for (const part of ['hunt', 'aaab', 'key-', 'ter2', 'λ日', 'pass', 'other', 'two'])
          expect(text).not.toContain(part)
    }),
    { numRuns: 300, seed: 20_261_129 },
  )
})
