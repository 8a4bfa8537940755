import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cellsOf, cellsOfCodePoint } from './cells.ts'

describe('the cells of a code point', () => {
  it.each([
    ['a letter', 'a', 1],
    ['an emoji', '🚀', 2],
    ['an emoji of the basic plane', '✅', 2],
    ['a heart, which is text unless a selector follows', '❤', 1],
    ['the selector', '\ufe0f', 0],
    ['a joiner', '\u200d', 0],
    ['a skin tone', '\u{1f3fd}', 2],
    ['half a flag', '\u{1f1e9}', 1],
    ['an ideograph', '東', 2],
    ['an ideograph of the second plane', '\u{20000}', 2],
    ['a combining accent', '\u0301', 0],
    ['a vowel that joins the one before', '\u1160', 0],
    ['a soft hyphen', '\u00ad', 1],
    ['a private sign', '\ue0b0', 1],
    ['what is not assigned', '\u0378', 1],
    ['the last one', '\u{10ffff}', 1],
  ])('%s', (_, character, cells) => {
    expect(cellsOf(character)).toBe(cells)
  })

  // The widths of all code points, as test/support/terminal/glibc-widths.ts reads them from glibc 2.36.
  // `cells.io.test.ts` compares one by one where that glibc is.
  it('are as many as glibc 2.36 says, for each of them', () => {
    const all = Uint8Array.from({ length: 0x110000 }, (_, code) => cellsOfCodePoint(code))
    expect(createHash('sha256').update(all).digest('hex')).toBe(
      'd25f4a776bde46069e17dacaced8a1d0f6b2c87a4d92bfa4735856b751b37e6f',
    )
  })
})
