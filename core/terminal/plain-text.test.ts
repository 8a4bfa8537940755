import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_TEXT, addOutput, plainText, textOf } from './plain-text.ts'

const MB = 1024 * 1024

describe('output as text', () => {
  it.each([
    ['a line end is one character', 'a\r\nb', 'a\nb'],
    ['however many returns stand before it', 'a\r\r\r\nb', 'a\nb'],
    ['a return begins the line again', '10 %\r100 %\r\nok', '100 %\nok'],
    ['a return at the very end begins nothing yet', 'done\r', 'done'],
    ['colours and titles fall away', '\x1b]0;title\x07\x1b[1;31mred\x1b[m', 'red'],
    ['controls fall away, tabs stay', 'a\x00\x07\x0b\x7f\tb', 'a\tb'],
    ['a control between return and line feed is none', 'a\r\x00\nb', 'a\nb'],
  ])('%s', (_, output, text) => {
    expect(plainText(output)).toBe(text)
  })

  it('is the same however it was cut', () => {
    const piece = fc.constantFrom('a', 'bc', '\r', '\n', '\r\n', '\x1b[1m', '\t', '\x07', '東')
    fc.assert(
      fc.property(fc.array(fc.array(piece)), (chunks) => {
        const added = chunks.reduce((text, chunk) => addOutput(text, chunk.join('')), NO_TEXT)
        expect(textOf(added)).toBe(plainText(chunks.flat().join('')))
      }),
    )
  })

  it('keeps the end of a text that is too long, at most twice the length asked for', () => {
    let text = NO_TEXT
    for (let n = 0; n < 1_000; n++) text = addOutput(text, `line ${n}\n`, 100)
    expect(textOf(text)).toMatch(/line 998\nline 999\n$/)
    expect(textOf(text).length).toBeLessThanOrEqual(200)
    for (let n = 0; n < 1_000; n++) text = addOutput(text, `word ${n} `, 100)
    expect(textOf(text)).toMatch(/word 998 word 999 $/)
    expect(textOf(text).length).toBeLessThanOrEqual(200)
  })

  // Each of these took minutes or hours while a line was searched again for each character.
  it.each([
    ['no line end', 'x'],
    ['returns', '\r'],
    ['a return after each letter', 'x\r'],
    ['returns and a letter', '\r\r\r\r\r\r\r\rx'],
    ['line ends', '\n'],
    ['escapes', '\x1b'],
    ['sequences that do not end', '\x1b]'],
    ['numbers of a sequence that does not end', '\x1b[' + '1;'.repeat(1_000)],
    ['wide characters', '東'],
    ['marks', 'e\u0301'],
  ])('4 MB of %s are as quick as any', (_, shape) => {
    const output = shape.repeat(Math.ceil((4 * MB) / shape.length))
    expect(plainText(output).length).toBeLessThanOrEqual(output.length)
    let text = NO_TEXT
    for (let at = 0; at < output.length; at += 4_096)
      text = addOutput(text, output.slice(at, at + 4_096), MB)
    expect(textOf(text).length).toBeLessThanOrEqual(2 * MB)
  })
})
