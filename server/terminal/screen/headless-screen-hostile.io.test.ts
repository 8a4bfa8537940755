import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { LINK_LIMIT, STRING_LIMIT } from '../../../core/terminal/sanitize/osc-dcs.ts'
import { CLIPBOARD, HOSTILE, LINKS, QUERIES } from '../../../test/support/hostile.ts'
import { portrait } from '../../../test/support/portrait.ts'
import { createScreen, inside } from './headless-screen.ts'

const SIZE = { cols: 80, rows: 24 }
const BENIGN = join(import.meta.dirname, '../../../test/fixtures/benign')
const encoder = new TextEncoder()

/** Returns the filtered output and the questions, each as one text. */
function filter(pieces: Iterable<Uint8Array>) {
  const out: Uint8Array[] = []
  const asked: Uint8Array[] = []
  const machine = createSanitizer(
    { size: SIZE },
    { bytes: (clean) => out.push(clean.slice()), query: (one) => asked.push(one) },
  )
  for (const piece of pieces) machine.push(piece)
  machine.end()
  return { clean: Buffer.concat(out), asked }
}

/** Pieces of at most `most` bytes. */
function* cut(bytes: Uint8Array, most: number, seed = 7): Generator<Uint8Array> {
  const random = seeded(seed)
  for (let at = 0; at < bytes.length;) {
    const next = at + 1 + Math.floor(random() * most)
    yield bytes.subarray(at, next)
    at = next
  }
}

/** The final bytes of sequences whose cost grows with their number. */
const GROWING = '@ABCDEFGHILMPSTXZ^`abdef}~'

/** The rules that the filtered output of so many bytes breaks, as sentences. */
function faults(clean: string, given: number): string[] {
  const wrong: string[] = []
  let links = 0
  const rest = clean
    .replace(/\x1b\[([<-?]?)([0-9:;]*)([ -/]{0,2})([@-~])/g, (all, _prefix, numbers, _m, final) => {
      const most = 'LMST'.includes(final as string)
        ? SIZE.rows
        : GROWING.includes(final as string)
          ? SIZE.cols
          : 65_535
      for (const number of (numbers as string).split(/[:;]/))
        if (Number(number) > most) wrong.push(`too large: ${JSON.stringify(all.slice(0, 80))}`)
      return ''
    })
    .replace(/\x1b\](\d+);([^\x07\x1b]*)(\x07|\x1b\\)/g, (_, number, payload: string) => {
      if (!['0', '1', '2', '7', '8'].includes(number as string))
        wrong.push(`an OSC ${number as string}`)
      if (payload.length > STRING_LIMIT) wrong.push(`a payload of ${payload.length}`)
      const uri = number === '8' ? payload.slice(payload.indexOf(';') + 1) : ''
      if (uri !== '') links++
      if (uri !== '' && !/^https?:\/\/[!-~]+$/i.test(uri)) wrong.push(`a link to ${uri}`)
      return ''
    })
    .replace(/\x1b([ -/]{1,2}[0-~]|[0-OQ-WYa-~`=>])/g, '')
  if (/[\x1b\x05\x80-\x9f]/.test(rest))
    wrong.push(`left over: ${JSON.stringify(/.{0,20}[\x1b\x05\x80-\x9f].{0,20}/.exec(rest)?.[0])}`)
  if (links > LINK_LIMIT * Math.ceil(given / 2 ** 20)) wrong.push(`${links} links`)
  return wrong
}

describe('hostile bytes', { timeout: 120_000 }, () => {
  it('are in the corpus in sufficient number', () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(60)
    expect(new Set(QUERIES).size).toBe(QUERIES.length)
    expect(CLIPBOARD.length).toBeGreaterThanOrEqual(100)
  })

  it.each(HOSTILE.all)('$name: bounded, harmless, and the screen still works', ({ bytes }) => {
    const raw = bytes()
    const { clean } = filter([raw])
    expect(faults(clean.toString(), raw.length)).toEqual([])
    // U+FFFD is three bytes, and stands for at least one.
    expect(clean.length).toBeLessThanOrEqual(3 * raw.length)
    const screen = createScreen(SIZE, { scrollback: 100 })
    const replies: string[] = []
    screen.onReply((reply) => replies.push(reply))
    // A view would be given the same output, without anything to answer.
    for (const piece of cut(clean, 64 * 1024)) screen.write(piece)
    screen.write('\x1bc\x1b[Hgoes on')
    expect(screen.lines()[0]).toBe('goes on')
    expect(replies).toEqual([])
    screen.dispose()
  })

  it.each(HOSTILE.light)('$name: has the same result in any pieces', ({ bytes }) => {
    const raw = bytes().subarray(0, 1_000_000)
    const whole = filter([raw])
    for (const most of raw.length < 100_000 ? [1, 40] : [40, 4_096]) {
      const parts = filter(cut(raw, most))
      expect(parts.clean.equals(whole.clean)).toBe(true)
      expect(Buffer.concat(parts.asked).equals(Buffer.concat(whole.asked))).toBe(true)
    }
  })

  it.each(QUERIES)('the question %j reaches no view', (query) => {
    const { clean } = filter([encoder.encode(`a${query}b`)])
    const text = clean.toString()
    // A working directory may be named, and its name may be a question mark; nobody answers that.
    if (/\]7;/.test(query)) return expect(text).toBe(`a${query}b`)
    // A mode that is set and a cursor that is restored ask nothing in xterm.js, nor in what the
    // filter lets through.
    expect(text.replace(/\x1b\[[?>]?\d*[mu]/g, '')).toMatch(/^ab$/)
  })

  it.each([...CLIPBOARD])('%j cannot reach the clipboard', (text) => {
    const { clean, asked } = filter([encoder.encode(`a${text}b`)])
    expect([clean.toString(), asked]).toEqual(['ab', []])
  })

  it.each([...LINKS])('no link leads to %j', (uri) => {
    const { clean } = filter([encoder.encode(`\x1b]8;;${uri}\x1b\\x\x1b]8;;\x1b\\`)])
    expect(clean.toString()).not.toMatch(/\x1b\]8;[^;]*;[^\x1b\x07]/)
  })
})

describe('a live terminal that gets every question', () => {
  it('answers briefly, without a line end, at most 50 times a second', () => {
    const clock = fakeClock()
    const screen = createScreen(SIZE, { clock })
    const replies: string[] = []
    screen.onReply((reply) => replies.push(reply))
    const ask = (query: string) =>
      filter([encoder.encode(query)]).asked.forEach((one) => screen.write(one))
    for (const query of QUERIES) {
      ask(query)
      clock.advance(100)
    }
    expect(replies.length).toBeGreaterThan(10)
    for (const reply of replies) {
      expect(reply).not.toMatch(/[\r\n]/)
      expect(reply.length).toBeLessThanOrEqual(64)
    }
    clock.advance(1_000)
    replies.length = 0
    for (const query of QUERIES) ask(query.repeat(1_000))
    expect(replies).toHaveLength(50)
    screen.dispose()
  })
})

describe('the output of real programs', () => {
  const look = (screen: ReturnType<typeof createScreen>) =>
    portrait(inside(screen), SIZE.cols, SIZE.rows)

  it.each(readdirSync(BENIGN))('%s shows the same, filtered or not, in any pieces', (file) => {
    const raw = readFileSync(join(BENIGN, file))
    const [plain, filtered] = [createScreen(SIZE), createScreen(SIZE)]
    const machine = createSanitizer({ size: SIZE }, { bytes: (clean) => filtered.write(clean) })
    const random = seeded(raw.length)
    // The screens are compared in the middle too, so that no difference is hidden by a later clear.
    const stops = [0.3, 0.6, 0.9].map((part) => raw.indexOf('\x1b', part * raw.length))
    for (const [from, to] of [0, ...stops].map((at, n) => [at, stops[n] ?? raw.length] as const)) {
      plain.write(raw.subarray(from, to))
      for (const part of cut(raw.subarray(from, to), 30, random() * 1e9)) machine.push(part)
      if (to === raw.length) machine.end()
      expect(look(filtered)).toEqual(look(plain))
    }
    expect(filtered.scrollback()).toEqual(plain.scrollback())
    plain.dispose()
    filtered.dispose()
  })
})
