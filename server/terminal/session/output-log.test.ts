import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK, createLog } from './output-log.ts'

const bytes = (n: number, fill = 1) => new Uint8Array(n).fill(fill)

test('a read that begins at the end of one piece ends at the end of another, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 150_000 }), { maxLength: 40 }), (sizes) => {
      const log = createLog(10_000_000)
      const ends = new Set([0])
      let total = 0
      let at = 0
      for (const [i, size] of sizes.entries()) {
        log.append(bytes(size, i))
        total += size
        ends.add(total)
        // The reader comes at any time.
        if (i % 3 > 0) continue
        for (let piece = log.read(at); piece && piece.length > 0; piece = log.read(at)) {
          at += piece.length
          expect(ends.has(at)).toBe(true)
          expect(piece.length).toBeLessThanOrEqual(Math.max(BLOCK, ...sizes))
        }
        expect(at).toBe(total)
      }
      expect(log.end()).toBe(total)
    }),
    { numRuns: 50 },
  )
})

test('a piece that was read does not change', () => {
  const log = createLog()
  log.append(bytes(3, 1))
  const piece = log.read(0)!
  log.append(bytes(3, 2))
  expect([...piece]).toEqual([1, 1, 1])
  expect([...log.read(3)!]).toEqual([2, 2, 2])
})

test('forgets the oldest blocks, and reports that', () => {
  const log = createLog(200_000)
  for (let i = 0; i < 100; i++) log.append(bytes(10_000, i))
  expect(log.end()).toBe(1_000_000)
  expect(log.start()).toBeGreaterThanOrEqual(1_000_000 - 200_000)
  expect(log.read(0)).toBeUndefined()
  expect(log.read(log.start())!.length).toBeGreaterThan(0)
  expect(log.read(log.end())).toHaveLength(0)
  expect(log.read(log.end() + 1)).toBeUndefined()
  expect(log.read(log.end() - 0.5)).toBeUndefined()
  expect(log.read(NaN)).toBeUndefined()
})

test('what it still holds does not change, although blocks are used again', () => {
  const log = createLog(200_000)
  const said = (n: number) => bytes(9_973, n % 251)
  for (let n = 0; n < 300; n++) {
    log.append(said(n))
    for (let at = log.start(); at < log.end();) {
      const piece = log.read(at)!
      expect(piece.every((byte, i) => byte === Math.floor((at + i) / 9_973) % 251)).toBe(true)
      at += piece.length
    }
  }
})

test('one huge piece is kept whole', () => {
  const log = createLog(1_000)
  log.append(bytes(BLOCK * 3))
  expect(log.read(0)).toHaveLength(BLOCK * 3)
})
