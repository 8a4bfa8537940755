import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCast } from '../../support/whole-cast.ts'
import { seeded } from '../../../core/base/clock.ts'
import type { TermEvent } from '../../../core/base/event.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { createRecorder } from '../../../server/recording/recorder/recorder.ts'
import { amount } from '../../support/amount.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'cuecast-prefixes-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const CUTS = amount('CUECAST_CUTS', 'cuts of a larger cast', { all: 1_000, few: 250 })
/** A cast of up to this many bytes is cut at every byte. */
const SMALL = 20_000

const casts = (path: string) =>
  readdirSync(join(root, path))
    .filter((name) => name.endsWith('.cast'))
    .map((name) => join(path, name))
const takes = readdirSync(join(root, 'demos'))
  .filter((name) => readdirSync(join(root, 'demos', name)).includes('take'))
  .flatMap((name) => casts(join('demos', name, 'take')))
const fixtures = casts('test/fixtures/casts')

const same = (a: TermEvent, b: TermEvent) =>
  a.type === 'output' && b.type === 'output'
    ? a.at === b.at && Buffer.compare(a.data, b.data) === 0
    : JSON.stringify(a) === JSON.stringify(b)

/**
 * Takes a cast of lines and returns a check of its prefixes. The expected events are those of the
 * whole file; each is complete at the last byte of its line, before the line end.
 */
function prefixes(bytes: Buffer) {
  const whole = readCast('x', bytes.toString()).value?.events ?? []
  const ends: number[] = []
  let header = -1
  let events = 0
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(10, from)
    const end = at === -1 ? bytes.length : at
    // The reader decides what a line adds, from all lines up to it; a comment adds nothing.
    if (header === -1) header = end
    else if (isEvent(bytes.subarray(from, end).toString())) {
      ends.push(end)
      events += 1
    }
    from = end + 1
  }
  expect(events).toBe(whole.length)
  let complete = 0
  /** Returns undefined if this prefix loads to exactly its complete events. */
  return (cut: number): string | undefined => {
    // A file of so many bytes is read like this: a cut character becomes U+FFFD.
    const { value, problems } = readCast('x', bytes.toString('utf8', 0, cut))
    if (cut < header) return value === null ? undefined : `${cut}: a cast without its header`
    if (!value) return `${cut}: it does not load`
    while (complete < ends.length && ends[complete]! <= cut) complete += 1
    while (complete > 0 && ends[complete - 1]! > cut) complete -= 1
    if (value.events.length !== complete)
      return `${cut}: ${value.events.length} events instead of ${complete}`
    if (!value.events.every((event, i) => same(event, whole[i]!))) return `${cut}: another event`
    const other = problems.find(({ message }) => !/is cut off and left out$/.test(message))
    return other && `${cut}: ${other.message}`
  }
}
/**
 * Whether the line is an event by the definition of asciicast, and not by our reader: an array with
 * a known code.
 */
function isEvent(line: string): boolean {
  if (line.trim() === '' || line.startsWith('#')) return false
  return /^\[[^,]+,\s*"[oimrx]"/.test(line)
}

/** The fixtures without malformed lines. */
const complete = fixtures.filter((path) => /full/.test(path))

/**
 * Cuts before, at and after each line end, at each byte of the first two lines, and at some others
 * by chance.
 */
function takeCuts(bytes: Buffer): readonly number[] {
  const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at)
  const around = ends.flatMap((end) => [end - 1, end, end + 1])
  const begin = Array.from({ length: (ends[1] ?? bytes.length) + 1 }, (_, cut) => cut)
  const random = seeded(7)
  const others = Array.from({ length: 100 }, () => Math.floor(random() * (bytes.length + 1)))
  return [...new Set([...begin, ...around, ...others])].toSorted((a, b) => a - b)
}

describe('every prefix of a cast loads to exactly its complete events', () => {
  test('there are takes and fixtures to cut', () => {
    expect(takes.length).toBeGreaterThanOrEqual(9)
    expect(complete.length).toBe(2)
  })
  test.each(complete)('%s, at every byte', { timeout: 120_000 }, (path) => {
    const bytes = readFileSync(join(root, path))
    expect(bytes.length).toBeLessThan(SMALL)
    const wrong = prefixes(bytes)
    const all = Array.from({ length: bytes.length + 1 }, (_, cut) => wrong(cut) ?? [])
    expect(all.flat()).toEqual([])
  })

  // The bytes inside a line of a take are like those of any other line, so some of them are enough.
  test.each(takes)('%s, around every line and in the middle of some', (path) => {
    const bytes = readFileSync(join(root, path))
    const wrong = prefixes(bytes)
    expect(takeCuts(bytes).flatMap((cut) => wrong(cut) ?? [])).toEqual([])
  })

  test('a cast of version 1 loads only as a whole, because it is a single object', () => {
    const bytes = readFileSync(join(root, 'test/fixtures/casts/minimal-v1.cast'))
    const last = bytes.toString().trimEnd().length
    for (let cut = 0; cut < last; cut++) {
      const { value, problems } = readCast('x', bytes.toString('utf8', 0, cut))
      expect({ value, problems: problems.length }).toEqual({ value: null, problems: 1 })
    }
    expect(readCast('x', bytes.toString('utf8', 0, last)).value?.version).toBe(1)
  })

  test.each(fixtures.filter((path) => /odd/.test(path)))(
    '%s, at every byte: nothing is thrown, and events are only added',
    (path) => {
      const bytes = readFileSync(join(root, path))
      let before = 0
      for (let cut = 0; cut <= bytes.length; cut++) {
        const count = readCast('x', bytes.toString('utf8', 0, cut)).value?.events.length ?? 0
        expect(count).toBeGreaterThanOrEqual(before)
        before = count
      }
    },
  )

  // Each cut reads half of the file, so there are fewer for the larger one.
  test.each([
    ['300 KB', 300_000, CUTS],
    ['5 MB', 5_000_000, Math.ceil(CUTS / 10)],
  ])('%s, at random bytes', { timeout: 60_000 + CUTS * 30 }, (_, size, cuts) => {
    const bytes = recorded(size)
    expect(bytes.length).toBeGreaterThan(size)
    const wrong = prefixes(bytes)
    const random = seeded(5)
    let inside = 0
    for (let i = 0; i < cuts; i++) {
      const cut = Math.floor(random() * (bytes.length + 1))
      // The cut is between two bytes of one character.
      if ((bytes[cut] ?? 0) >> 6 === 2) inside += 1
      expect(wrong(cut)).toBe(undefined)
    }
    expect(inside).toBeGreaterThan(cuts / 20)
  })
})

/** A cast of so many bytes from our own recorder: colours, wide characters, quotes, markers. */
function recorded(size: number): Buffer {
  const file = join(folder, `${size}.cast`)
  const clock = fakeClock()
  const recorder = createRecorder({
    file,
    clock,
    size: { cols: 80, rows: 24 },
    timestamp: 0,
    complain(what) {
      throw new Error(what)
    },
  })
  const line = Buffer.from(`\x1b[32m"ok"\x1b[0m \\ 日本語 😀 ${'x'.repeat(40)}\r\n`)
  for (let i = 0; i * line.length < size; i++) {
    recorder.event({ type: 'output', at: clock.now(), data: line })
    if (i % 5_000 === 0) recorder.event({ type: 'marker', at: clock.now(), label: `step:${i}` })
    clock.advance(i % 3)
  }
  recorder.close()
  return readFileSync(file)
}
