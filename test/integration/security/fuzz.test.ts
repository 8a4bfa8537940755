import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCast } from '../../support/whole-cast.ts'
import type { Random } from '../../../core/base/clock.ts'
import { parseDeck } from '../../../core/deck/parse.ts'
import { SIZE_LIMIT } from '../../../core/base/event.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { decodeFrame, encodeFrame } from '../../../core/protocol/binary-frame.ts'
import type { Problem } from '../../../core/base/problem.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { checkRequest, checkUpgrade } from '../../../server/web/http/request-guard.ts'
import { createScreen } from '../../../server/terminal/screen/headless-screen.ts'
import { fuzz, mutate, pick } from '../../support/fuzz.ts'
import { CLIPBOARD, LINKS, QUERIES } from '../../support/hostile.ts'
import { fakeRoutes } from '../socket/test-server.ts'
import { traversals } from './traversals.ts'

/**
 * `test/support/fuzz.ts` tells how to run more of it. Messages are fuzzed beside socket and
 * connection.
 */
const FIXTURES = join(import.meta.dirname, '../../fixtures')
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder().decode(data)
const read = (folder: string, ends: string) =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith(ends))
    .map((name) => new Uint8Array(readFileSync(join(FIXTURES, folder, name))))

/** Expects that each problem is a sentence with a place inside the file. */
function located(problems: readonly Problem[], source: string): void {
  const lines = source.split('\n').length
  for (const { message, line } of problems) {
    expect(message).not.toBe('')
    if (line === undefined) continue
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines)
  }
}

describe('fuzz', { timeout: 120_000 }, () => {
  const outputs = read('benign', '.bin')
  /** A part of real or hostile output. */
  const sample = (random: Random) => {
    if (random() < 0.3) return bytes(pick(random, [...QUERIES, ...CLIPBOARD, ...LINKS]))
    const whole = pick(random, outputs)
    const from = Math.floor(random() * whole.length)
    return whole.subarray(from, from + 400)
  }

  it('F4 terminal bytes: the same in any pieces, unchanged by a second pass, and without an answer', () => {
    const size = { cols: 40, rows: 10 }
    const screen = createScreen(size, { scrollback: 0 })
    const replies: string[] = []
    screen.onReply((reply) => replies.push(reply))
    const filter = (pieces: readonly Uint8Array[]) => {
      const out: Uint8Array[] = []
      const machine = createSanitizer({ size }, { bytes: (clean) => out.push(clean) })
      pieces.forEach((piece) => machine.push(piece))
      machine.end()
      return Buffer.concat(out)
    }
    fuzz(1_500, (random) => {
      const data = mutate(sample(random), [sample(random), sample(random)], random)
      const [a, b] = [random(), random()].sort().map((part) => Math.floor(part * data.length))
      const once = filter([data])
      expect(once.equals(filter([data.slice(0, a), data.slice(a, b), data.slice(b)]))).toBe(true)
      expect(once.equals(filter([...data].map((byte) => Uint8Array.of(byte))))).toBe(true)
      expect(once.equals(filter([once]))).toBe(true)
      screen.write(once)
    })
    expect(replies).toEqual([])
    screen.dispose()
  })

  it('F2 frames: a frame or nothing, and a decoded frame equals its source', () => {
    fuzz(1_000, (random) => {
      const channel = Math.floor(random() * 0x10000)
      const frame = encodeFrame({
        channel,
        offset: Math.floor(random() * 2 ** 40),
        bytes: sample(random),
      })
      expect(encodeFrame(decodeFrame(frame)!)).toEqual(frame)
      const odd = decodeFrame(mutate(frame, [frame], random))
      if (odd) expect(Number.isSafeInteger(odd.offset)).toBe(true)
    })
  })

  it('F5 casts: they are read, or reported at a line of the file', () => {
    const casts = read('casts', '.cast')
    fuzz(1_500, (random) => {
      const source = text(mutate(pick(random, casts), casts, random))
      const { value, problems } = readCast('x.cast', source)
      located(problems, source)
      expect(value !== null || problems.length > 0).toBe(true)
      let before = 0
      for (const event of value?.events ?? []) {
        expect(event.at).toBeGreaterThanOrEqual(before)
        before = event.at
        if (event.type === 'resize') expect(event.size.cols).toBeLessThanOrEqual(SIZE_LIMIT.cols[1])
      }
    })
  })

  it('F6 scripts: a demo, or problems with places; never live with problems', () => {
    const scripts = [...read('scripts/good', '.yaml'), ...read('scripts/bad', '.yaml')]
    fuzz(500, (random) => {
      const source = text(mutate(pick(random, scripts), scripts, random))
      const { value, problems } = parseDemo('x', 'demo.yaml', source)
      located(problems, source)
      expect(value !== null || problems.length > 0).toBe(true)
      if (problems.length > 0) expect(value?.live ?? false).toBe(false)
    })
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('F6 decks: slides, or problems with places', () => {
    const slides = join(import.meta.dirname, '../../../slides')
    const decks = readdirSync(slides).map(
      (name) => new Uint8Array(readFileSync(join(slides, name, 'deck.md'))),
    )
    fuzz(200, (random) => {
      const source = text(mutate(pick(random, decks), decks, random))
      const { value, problems } = parseDeck('x', 'deck.md', source)
      located(problems, source)
      expect(value !== null || problems.length > 0).toBe(true)
    })
  })

  it('F7 addresses and headers: a route, or a refusal; never another origin', () => {
    const manifest = fakeRoutes()
    const urls = [...manifest.keys(), ...traversals].map(bytes)
    const origin = 'http://127.0.0.1:4321'
    const policy = { port: 4321 }
    fuzz(3_000, (random) => {
      const url = text(mutate(pick(random, urls), urls, random))
      const host =
        random() < 0.5 ? '127.0.0.1:4321' : text(mutate(bytes('127.0.0.1:4321'), urls, random))
      const from = random() < 0.3 ? origin : text(mutate(bytes(origin), urls, random))
      const headers = [
        'Host',
        host,
        'Origin',
        from,
        'Upgrade',
        'websocket',
        'Connection',
        'Upgrade',
      ]
      const verdict = checkRequest({ method: 'GET', url, headers, secure: false }, policy)
      if (!verdict.ok) expect([400, 403, 414, 421, 431]).toContain(verdict.status)
      else expect(host).toBe('127.0.0.1:4321')
      const socket = { method: 'GET', url: '/socket', headers, secure: false }
      const upgrade = checkUpgrade(socket, policy)
      if (upgrade.ok) expect([host, from]).toEqual(['127.0.0.1:4321', origin])
    })
  })
})
