import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createNeedles } from './automaton.ts'
import { createScan } from './cover-secrets.ts'
import { createPieceRedactor, redact, redactPieces } from './pieces.ts'

const SECRET = 'hunter2-λ'
const MASKED = '•'.repeat([...SECRET].length)

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
    expect(createPieceRedactor([]).push('abc')).toEqual(['abc'])
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
/** Text between lines that leaves a sequence open, or looks as if it did. */
const odd = fc.constantFrom('', '\x1b[3', '\x1b[31m\n', '\x1b', '\x1b]0;a\n', '\x18', 'hun\n')
const stream = fc
  .tuple(noise, odd, dressed, odd, noise, dressed, noise)
  .map((parts) => parts.join(''))
const stripped = (s: string) => s.replace(/\x1b\[[\d;]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '')
const cut = (input: string, at: readonly number[]) => {
  const places = [...new Set(at.map((n) => n % (input.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => input.slice(from, places[i] ?? input.length))
}

describe('with any text, any secrets and any pieces', () => {
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
  test('only a possible beginning of a secret is held back', () => {
    const redactor = createPieceRedactor([SECRET])
    expect(redactor.push('$ echo ')).toEqual(['$ echo '])
    expect(redactor.push('hunt')).toEqual([])
    expect(redactor.push('ing\n')).toEqual(['hunt', 'ing\n'])
    expect(redactor.push('hun')).toEqual([])
    expect(redactor.end()).toEqual(['hun'])
  })
  test('a title that ends like a beginning holds nothing back', () => {
    for (const title of ['\x1b]0;hun\x07$ ', '\x1b]0;hun\x1b\\$ '])
      expect(createPieceRedactor([SECRET]).push(title)).toEqual([title])
  })
})

describe('a secret that is hidden in the stream but visible on the screen', () => {
  const SIZE = { cols: 40, rows: 6 }
  const PASSWORD = 'hunter2-password'
  test.each([
    ['DEL', 'hunter2\x7f-password'],
    ['NUL, BEL and SI', 'hun\0ter2\x07-pass\x0fword'],
    ['backspaces between', 'hunter2\b-password'],
    ['a BEL inside a sequence', 'hun\x1b\x07[31mter2-password'],
    ['a DCS with a BEL', 'hun\x1bPabc\x07def\x1b\\ter2-password'],
    ['a DEL inside a sequence', 'hun\x1b[3\x7f1mter2-password'],
    ['a C1 control that ends a sequence', 'hun\x1b[3\u0085ter2-password'],
  ])('%s', (_, input) => {
    for (const size of [SIZE, undefined]) {
      const shown = redactPieces([input], [PASSWORD], size).join('')
      expect(shown.match(/•/g)).toHaveLength(PASSWORD.length)
    }
  })
  const column = (n: number, rest: string) => '.'.repeat(n) + rest
  test.each([
    ['a typing error, taken back', 'hunter2-x\b \bpassword', /^•{8}x\x08 \x08•{8}$/],
    ['a typing error, typed over', 'hunter2--\bpassword', /^•{8}-\x08•{8}$/],
    ['the margin', column(32, 'hunter2-password'), /^\.{32}•{16}$/],
    ['the margin, as readline wraps', column(32, 'hunter2- \rpassword'), /^\.{32}•{8} \r•{8}$/],
    ['the margin, as zsh wraps', column(32, 'hunter2-p\rpassword'), /^\.{32}•{9}\r•{8}$/],
    ['the margin, as zsh goes on', column(32, 'hunter2-p\r\x1b[Cassword'), /•{9}\r\x1b\[C•{7}$/],
    ['the margin, folded', column(32, 'hunter2-\r\npassword'), /^\.{32}•{8}\r\n•{8}$/],
    ['a clock that ticks between', 'hunt\x1b[1;36H12:0\x1b[1;5Her2-password', /^•{4}[^•]*•{12}$/],
    ['what is drawn anew', 'hunt\b\b\b\bhunter2-password', /^•{4}[^•]*•{16}$/],
    ['a letter put in between', 'hnter2-password\x1b[14D\x1b[1@u', /•$/],
  ])('%s', (_, input, expected) => {
    expect(redactPieces([input], [PASSWORD], SIZE).join('')).toMatch(expected)
  })
  test('a beginning at the margin waits for the next row', () => {
    const redactor = createPieceRedactor([PASSWORD], SIZE)
    const pieces = [column(32, ''), 'hunter2-', ' ', '\r', 'password']
    const shown = pieces.map((piece) => redactor.push(piece).length)
    expect(shown).toEqual([1, 0, 0, 0, 4])
  })
  test('and a word that ends there is shown', () => {
    const shown = redactPieces([column(32, 'hunter2- and so on')], [PASSWORD], SIZE)
    expect(shown.join('')).not.toContain('•')
  })
})

describe('several secrets', () => {
  test.each([
    ['with a common beginning', 'ghp_aaaa ghp_bbbb ghp_cccc', '•••••••• •••••••• ghp_cccc'],
    ['one inside another', 'xhunter2y hunter2', '••••••••• •••••••'],
    ['one that overlaps another', 'ter2zzzzq hunter2zzzz', 'ter•••••q •••••••••••'],
    ['one that begins like itself', 'aaaaaaab', 'aaaa••••'],
  ])('%s', (_, input, expected) => {
    const secrets = ['ghp_aaaa', 'ghp_bbbb', 'xhunter2y', 'hunter2', 'ter2zzzz!', '2zzzz', 'aaab']
    expect(redact(input, secrets)).toBe(expected)
  })
  test('of several lines, as a terminal ends them, and line by line', () => {
    const key = 'BEGIN-KEY\r\nabcdefgh\nzz\nEND-KEY\n'
    const [begin, middle, end] = ['•'.repeat(9), '•'.repeat(8), '•'.repeat(7)]
    expect(redact('BEGIN-KEY\r\nabcdefgh\r\nzz\r\nEND-KEY', [key])).toBe(
      `${begin}\r\n${middle}\r\n••\r\n${end}`,
    )
    expect(redact('x abcdefgh zz', [key])).toBe(`x ${middle} zz`)
  })
})

describe('work is linear', () => {
  const LENGTH = 250_000
  const many = Array.from({ length: 100 }, (_, i) => `secret-number-${i}`)
  test.each<[string, string[], string]>([
    ['a secret again and again', ['hunter2'], 'hunter2'.repeat(LENGTH / 7)],
    ['nearly a secret again and again', ['hunter2-password'], 'hunter2-'.repeat(LENGTH / 8)],
    ['a secret of one letter', ['a'.repeat(1_000)], 'a'.repeat(LENGTH)],
    ['a secret that ends otherwise', [`${'a'.repeat(999)}b`], 'a'.repeat(LENGTH)],
    ['a hundred secrets', many, 'secret-number-secret-'.repeat(LENGTH / 21)],
    ['a hundred secrets, typed over', many, 'secret-number-\b\b\b\b\b'.repeat(LENGTH / 19)],
    ['no line end', ['hunter2'], 'x'.repeat(LENGTH)],
  ])('%s', (_, secrets, input) => {
    const needles = createNeedles(secrets)!
    let steps = 0
    const counted = {
      ...needles,
      step: (state: number, unit: number) => (steps++, needles.step(state, unit)),
    }
    const scan = createScan(counted, { cols: 80, rows: 24 })
    let most = 0
    for (let at = 0; at < input.length; at += 4_096) {
      scan.feed(input.slice(at, at + 4_096), 0)
      scan.take()
      most = Math.max(most, scan.held())
    }
    // Once in the stream, once on the screen, and once to decide whether a look is needed.
    expect(steps).toBeLessThan(8 * input.length)
    expect(most).toBeLessThanOrEqual(1_000)
  })
})
