import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor, redact, redactPieces } from './redact.ts'

const SECRET = 'hunter2-λ'
const MASKED = '•'.repeat([...SECRET].length)
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (chunks: Uint8Array[]) => Buffer.concat(chunks).toString('utf8')

describe('a secret', () => {
  test.each([
    ['plain', `a ${SECRET} b`, `a ${MASKED} b`],
    ['twice', SECRET + SECRET, MASKED + MASKED],
    ['coloured inside', 'hun\x1b[31mter2\x1b[0m-λ', '•••\x1b[31m••••\x1b[0m••'],
    ['around a title', 'hunter\x1b]0;x\x072-λ', '••••••\x1b]0;x\x07•••'],
    ['in a title', `\x1b]0;my ${SECRET}\x07ok`, `\x1b]0;my ${MASKED}\x07ok`],
    ['in a title ended by ST', `\x1b]2;${SECRET}\x1b\\ok`, `\x1b]2;${MASKED}\x1b\\ok`],
    ['in a link', `\x1b]8;;https://a/?t=${SECRET}\x1b\\x`, `\x1b]8;;https://a/?t=${MASKED}\x1b\\x`],
    ['in a DCS', `\x1bP${SECRET}\x1b\\`, `\x1bP${MASKED}\x1b\\`],
    ['after a false start', `hunter hunter2-x hunthunter2-λ`, `hunter hunter2-x hunt${MASKED}`],
    ['not there', 'hunter2', 'hunter2'],
    ['after a charset', `\x1b(B${SECRET}`, `\x1b(B${MASKED}`],
  ])('%s', (_, input, output) => {
    expect(redact(input, [SECRET])).toBe(output)
  })
  test('that begins like a longer one does not leave the rest of it', () => {
    expect(redact('abcdef abc', ['abc', 'abcdef'])).toBe('•••••• •••')
  })
  test('keeps its cells: two for a wide character, none for a combining one', () => {
    expect(redact('|日本e\u0301|', ['日本e\u0301'])).toBe('|•••••|')
  })
  test('that is empty covers nothing, and no secret means no work', () => {
    expect(redact('abc', [''])).toBe('abc')
    const all = bytes('abc')
    expect(createRedactor([]).push(all)).toBe(all)
  })
})

/** The secret with colours and titles at any place in it. */
const dressed = fc
  .array(fc.constantFrom('', '\x1b[31m', '\x1b[38;5;3m', '\x1b]0;t\x07', '\x1b[K'), {
    minLength: [...SECRET].length,
    maxLength: [...SECRET].length,
  })
  .map((marks) => [...SECRET].map((c, i) => (marks[i] ?? '') + c).join(''))
const noise = fc.string({ unit: fc.constantFrom('h', 'u', 'n', 't', ' ', '\n', 'λ'), maxLength: 9 })
/** Things that leave a sequence open, or look like it, between lines. */
const odd = fc.constantFrom('', '\x1b[3', '\x1b[31m\n', '\x1b', '\x1b]0;a\n', '\x18', 'hun\n')
const stream = fc
  .tuple(noise, odd, dressed, odd, noise, dressed, noise)
  .map((parts) => parts.join(''))
const stripped = (s: string) => s.replace(/\x1b\[[\d;]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '')
const cut = (input: string, at: readonly number[]) => {
  const places = [...new Set(at.map((n) => n % (input.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => input.slice(from, places[i] ?? input.length))
}

describe('properties (S-51)', () => {
  test('wherever a recording is cut: nothing is seen, and every event keeps its length', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (input, at) => {
        const pieces = cut(input, at)
        const result = redactPieces(pieces, [SECRET])
        expect(result.map((piece) => piece.length)).toEqual(pieces.map((piece) => piece.length))
        expect(result.join('')).toBe(redact(input, [SECRET]))
      }),
      { numRuns: 3_000 },
    )
  })
  test('however it is dressed, a secret is not seen', () => {
    fc.assert(
      fc.property(noise, dressed, noise, (before, secret, after) => {
        expect(stripped(redact(before + secret + after, [SECRET]))).not.toContain(SECRET)
      }),
      { numRuns: 3_000 },
    )
  })
  test('wherever a stream is cut: the same as the whole', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (input, at) => {
        const redactor = createRedactor([SECRET])
        const whole = bytes(input)
        const places = [...new Set(at.map((n) => n % (whole.length + 1)))].sort((a, b) => a - b)
        const chunks = [0, ...places].map((from, i) => whole.subarray(from, places[i]))
        const out = [...chunks.map((chunk) => redactor.push(chunk)), redactor.flush()]
        expect(text(out)).toBe(redact(input, [SECRET]))
      }),
      { numRuns: 3_000 },
    )
  })
  test('only what may be the beginning of a secret is held back', () => {
    const redactor = createRedactor([SECRET])
    expect(text([redactor.push(bytes('$ echo hunt'))])).toBe('$ echo ')
    expect(text([redactor.push(bytes('ing\n'))])).toBe('hunting\n')
    expect(text([redactor.push(bytes('hun'))])).toBe('')
    expect(text([redactor.flush()])).toBe('hun')
  })
  test('a title that ends like a beginning holds nothing back', () => {
    const redactor = createRedactor([SECRET])
    expect(text([redactor.push(bytes('\x1b]0;hun\x07$ '))])).toBe('\x1b]0;hun\x07$ ')
    expect(text([redactor.push(bytes('\x1b]0;hun\x1b\\$ '))])).toBe('\x1b]0;hun\x1b\\$ ')
  })
})
