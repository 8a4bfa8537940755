import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSanitizer } from './sanitizer.ts'

const SIZE = { cols: 80, rows: 24 }
const AID = 'k7'
const encoder = new TextEncoder()
const bytes = (text: string | readonly number[]) =>
  typeof text === 'string' ? encoder.encode(text) : Uint8Array.from(text)

/** Everything that comes out, in order; adjacent pieces of output are joined. */
function filter(chunks: readonly Uint8Array[], size = SIZE): string[] {
  const out: string[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let open = false
  const say = (text: string, isOutput = false) => {
    if (isOutput && open) out[out.length - 1] += text
    else out.push(text)
    open = isOutput
  }
  const machine = createSanitizer(
    { size, aid: AID, sentinel: '42' },
    {
      // Every piece consists of whole code points, or this decoder throws.
      bytes: (clean) => say(decoder.decode(clean), true),
      mark: (fields) => say(`mark ${fields.join(',')}`),
      query: (asked) => say(`query ${decoder.decode(asked)}`),
      sentinel: () => say('sentinel'),
    },
  )
  for (const chunk of chunks) machine.push(chunk)
  machine.end()
  return out
}
const clean = (text: string | readonly number[], size = SIZE) => filter([bytes(text)], size)

describe('the filter lets through', () => {
  it.each([
    ['text and controls', 'a\tb\r\nc\x07\x08é日本😀\x00'],
    ['colours', '\x1b[0;1;38;5;200mx\x1b[38:2::1:2:3my\x1b[m'],
    ['movements', '\x1b[12;80Hx\x1b[3A\x1b[K\x1b[2J\x1b[?25l\x1b[?1049h\x1b[4 q\x1b[!p'],
    ['charsets and saved cursors', '\x1b(0qqq\x1b(B\x1b7\x1b8\x1bM\x1b#8\x0e\x0f'],
    ['titles', '\x1b]0;a title é\x07\x1b]2;x\x1b\\'],
    ['links', '\x1b]8;id=1;https://example.org/a?b=c@d\x1b\\x\x1b]8;;\x1b\\'],
    ['repetition', 'x\x1b[79b'],
  ])('%s', (_, text) => expect(clean(text)).toEqual([text]))
})

describe('the filter changes', () => {
  it.each<[string, string | number[], string]>([
    ['a huge parameter', '\x1b[2147483647Sx', '\x1b[24Sx'],
    ['an endless parameter', `\x1b[${'9'.repeat(200)}Lx`, '\x1b[24Lx'],
    ['each of several', '\x1b[99;100000Hx', '\x1b[80;80Hx'],
    [
      'parameters of mode and colour',
      '\x1b[?99999999h\x1b[38;5;1000000m',
      '\x1b[?65535h\x1b[38;5;65535m',
    ],
    ['C1 introducers', '\u009b2147483647Sx\u009d0;t\u009cy\u0085', '\x1b[24Sx\x1b]0;t\x1b\\y\x1bE'],
    ['malformed UTF-8', [0x61, 0xff, 0xe2, 0x82, 0x41, 0xc0, 0x80], 'a\ufffd\ufffdA\ufffd\ufffd'],
    ['UTF-8 that does not end', [0x61, 0xf0, 0x9f], 'a\ufffd'],
    ['surrogates', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    ['controls inside a sequence', '\x1b[1\n2\x1b[3\rmx', '\n\r\x1b[3mx'],
    ['a link to a script', '\x1b]8;;javascript:alert(1)\x07x', '\x1b]8;;\x1b\\x'],
    ['a link with a password', '\x1b]8;;https://good.org:x@evil.org/\x07x', '\x1b]8;;\x1b\\x'],
    ['a link with a name behind \\', '\x1b]8;;https://a\\@b/\x07x', '\x1b]8;;\x1b\\x'],
    ['a link that turns around', '\x1b]8;;https://a/\u202egpj\x07x', '\x1b]8;;\x1b\\x'],
    [
      'repetition of a tall cell',
      `e${'\u0301'.repeat(6400)}\x1b[80b`,
      `e${'\u0301'.repeat(6400)}\x1b[1b`,
    ],
  ])('%s', (_, text, expected) => expect(clean(text)).toEqual([expected]))
})

describe('the filter drops', () => {
  it.each([
    ['the clipboard', '\x1b]52;c;aGk=\x07'],
    ['the clipboard in disguise', '\u009d0052;c;?\u009c\x1b]52\x1b\\'],
    ['colours of the palette', '\x1b]4;1;#ff0000\x07\x1b]11;red\x1b\\\x1b]104\x07'],
    ['images and notifications', '\x1b]1337;File=:AAAA\x07\x1b]9;hi\x07\x1b]777;notify;a;b\x07'],
    ['foreign marks', '\x1b]133;D;0;aid=other\x07\x1b]133;A\x07'],
    ['a foreign sentinel', '\x1b]7337;43\x1b\\'],
    ['a long OSC', `\x1b]0;${'x'.repeat(5000)}\x07`],
    ['a long CSI', `\x1b[${'1;'.repeat(200)}m`],
    ['DCS, SOS, PM and APC', '\x1bPq#0~~\x1b\\\x1bXa\x1b\\\x1b^b\x07c\x1b\\\x1b_Gd\x1b\\'],
    ['a long DCS', `\x1bP$q${'x'.repeat(5000)}\x1b\\`],
    ['window operations', '\x1b[8;1000;1000t\x1b[2t'],
    ['malformed sequences', '\x1b[1?2h\x1b[ 1m\x1b[1    p'],
    ['DEL, of which a view would complain each time', '\x7f\x7f'],
    ['cancelled sequences', '\x1b[12\x18\x1b]0;x\x1a'],
  ])('%s', (_, text) => expect(clean(`a${text}b`)).toEqual(['ab']))
  it('a sequence without an end', () => expect(clean('a\x1b]0;title')).toEqual(['a']))

  it('links past the limit, and not their text', () => {
    const link = '\x1b]8;;http://a/\x07x\x1b]8;;\x07'
    const [out = ''] = clean(link.repeat(2_100))
    expect(out.split('http://a/').length - 1).toBe(2_048)
    expect(out.split('x').length - 1).toBe(2_100)
  })
  it('and allows links again further on', () => {
    const link = '\x1b]8;;http://a/\x07x\x1b]8;;\x07'
    const [out = ''] = clean(link.repeat(2_100) + 'y'.repeat(1024 * 1024) + link)
    expect(out.split('http://a/').length - 1).toBe(2_049)
  })
})

describe('the filter reports', () => {
  it.each([
    ...[
      '\x1b[c',
      '\x1b[>c',
      '\x1b[=0c',
      '\x1b[5n',
      '\x1b[6n',
      '\x1b[?6n',
      '\x1b[?25$p',
      '\x1b[4$p',
    ],
    ...['\x1b[1x', '\x1b[>0q', '\x1b[?u', '\x1b[18t', '\x1b[21t', '\x05', '\x1bZ'],
    ...['\x1bP$qr\x1b\\', '\x1bP+q544e\x1b\\', '\x1b]10;?\x07', '\x1b]4;1;?\x1b\\'],
  ])('the question %j', (question) =>
    expect(clean(`a${question}b`)).toEqual(['a', `query ${question}`, 'b']),
  )
  it('marks with our aid, without it', () =>
    expect(clean('a\x1b]133;D;7;aid=k7\x07b\x1b]133;B;aid=k7\x1b\\')).toEqual([
      'a',
      'mark D,7',
      'b',
      'mark B',
    ]))
  it('the sentinel', () => expect(clean('a\x1b]7337;42\x1b\\b')).toEqual(['a', 'sentinel', 'b']))
  it('nothing that has no listener', () => {
    const out: Uint8Array[] = []
    const machine = createSanitizer({ size: SIZE }, { bytes: (piece) => out.push(piece) })
    machine.push(bytes('a\x1b[6n\x1b]133;A;aid=k7\x07b'))
    expect(out.map((piece) => new TextDecoder().decode(piece)).join('')).toBe('ab')
  })
})

/** Bytes that look like terminal output, and hostile ones. */
const stuff = fc.oneof(
  fc.constantFrom('abc', '\r\n', 'é', '日本', '😀', 'e\u0301', '\x05', '\x18', '\x7f', '\u0085'),
  fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x1bP', '\x1b_', '\u009b', '\u009d', '\x1b\\', '\x07'),
  fc.constantFrom('\x1b]133;D;0;aid=k7\x07', '\x1b]7337;42\x1b\\', '\x1b]52;c;x\x07', '\x1b[6n'),
  fc.constantFrom(
    '\x1b]8;;https://a.b/c\x1b\\',
    '\x1b]8;;ftp://x\x07',
    '\x1bP$qm\x1b\\',
    '\x1b[?1049h',
  ),
  fc
    .tuple(
      fc.constantFrom('', '?', '>', ' ', '1;'),
      fc.constantFrom(0, 1, 81, 2 ** 31, 1e20),
      fc.constantFrom('', ' ', '$', '"', "'", '#'),
      fc.constantFrom(...'@ABCDEHIJKLMPSTXZbcdfghlmnpqrstux`~'),
    )
    .map(([prefix, value, middle, final]) => `\x1b[${prefix}${value}${middle}${final}`),
)
const raw = fc.oneof(
  stuff.map((text) => bytes(text)),
  fc.uint8Array({ maxLength: 4 }),
)
const stream = fc
  .array(raw, { maxLength: 30 })
  .map((pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece])))

/** Cuts at the given places, which wrap around the length. */
function cut(data: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (data.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, i) => data.slice(from, at[i] ?? data.length))
}

describe('the filter, in parts', () => {
  it('counts the code points of one cell alike', () => {
    const text = bytes(`${'é'.repeat(100)}\x1b[mé\x1b[80b`)
    const parts = [...text].map((byte) => Uint8Array.of(byte))
    expect(filter(parts)).toEqual(filter([text]))
    expect(filter([text]).join('').endsWith('\x1b[80b')).toBe(true)
  })
  it('gives out pieces that may be kept', () => {
    const pieces: Uint8Array[] = []
    const machine = createSanitizer({ size: SIZE }, { bytes: (piece) => pieces.push(piece) })
    for (const letter of 'abc') machine.push(bytes(`\x1b[99999S${letter}\x1b[99999L`))
    const text = pieces.map((piece) => new TextDecoder().decode(piece)).join('')
    expect(text).toBe('\x1b[24Sa\x1b[24L\x1b[24Sb\x1b[24L\x1b[24Sc\x1b[24L')
  })
})

describe('the filter with any input', () => {
  const seed = { seed: 20_261_103, numRuns: 3_000 }
  it('gives the same output however its input is cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (data, places) => {
        expect(filter(cut(data, places))).toEqual(filter([data]))
      }),
      seed,
    )
  })
  it('also byte by byte', () => {
    fc.assert(
      fc.property(stream, (data) => {
        expect(filter([...data].map((byte) => Uint8Array.of(byte)))).toEqual(filter([data]))
      }),
      seed,
    )
  })
  it('does not change its own output', () => {
    fc.assert(
      fc.property(stream, (data) => {
        const once = filter([data]).filter((piece) => !/^(query|mark|sentinel)/.test(piece))
        for (const piece of once) expect(clean(piece).join('')).toBe(piece)
      }),
      seed,
    )
  })
  it('gives out pieces that end with the parser at rest', () => {
    fc.assert(
      fc.property(stream, fc.nat(), (data, place) => {
        const pieces: Uint8Array[] = []
        const machine = createSanitizer({ size: SIZE }, { bytes: (piece) => pieces.push(piece) })
        machine.push(data.slice(0, place % (data.length + 1)))
        for (const piece of pieces) {
          // A letter after it is shown as a letter.
          const text = new TextDecoder().decode(piece)
          expect(clean(`${text}Q`).join('').endsWith('Q')).toBe(true)
        }
      }),
      seed,
    )
  })
})
