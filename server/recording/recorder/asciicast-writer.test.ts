import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { castLine, unfinished, wellFormed } from './asciicast-writer.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(data)
/** What is not UTF-8 has no place in a cast. */
const strict = (data: Uint8Array) =>
  new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(data)

describe('a line of a cast', () => {
  it('is what JSON.stringify makes of it', () => {
    const all = String.fromCharCode(...Array.from({ length: 0x180 }, (_, code) => code))
    for (const data of ['', 'plain', all, '"\\', '日本語 😀 e\u0301 \ufeff\u2028']) {
      const wanted = `${JSON.stringify([1.25, 'o', data])}\n`
      expect(text(castLine(1.25, 'o', bytes(data)))).toBe(wanted)
      expect(text(castLine(1.25, 'o', data))).toBe(wanted)
    }
  })
  it('whatever the text and the time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (data, ms) => {
        expect(text(castLine(ms / 1000, 'o', bytes(data)))).toBe(
          `${JSON.stringify([ms / 1000, 'o', data])}\n`,
        )
      }),
    )
  })
})

describe('output in pieces', () => {
  it('is the text of the whole, however it is cut and whatever it holds', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }).map(bytes),
      fc.uint8Array({ maxLength: 6, min: 0x7e }),
    )
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(9)), (parts, cuts) => {
        const whole = Buffer.concat(parts)
        let [read, at, turn] = ['', 0, 0]
        let held: Uint8Array = new Uint8Array(0)
        while (at < whole.length) {
          const next = at + 1 + (cuts[turn++ % Math.max(1, cuts.length)] ?? 0)
          const data = Buffer.concat([held, whole.subarray(at, next)])
          const end = data.length - unfinished(data)
          read += strict(wellFormed(data.subarray(0, end)))
          held = data.subarray(end)
          at = next
        }
        expect(read + strict(wellFormed(held))).toBe(text(whole))
      }),
      { numRuns: 500 },
    )
  })
})
