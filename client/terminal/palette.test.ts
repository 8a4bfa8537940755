import { describe, expect, it } from 'vitest'
import { contrast, palettes, type ThemeName } from './palette.ts'

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    // WCAG's own example of a grey that just passes.
    ['#767676', '#ffffff', 4.54],
  ])('%s on %s is %d', (a, b, ratio) => {
    expect(contrast(a, b)).toBeCloseTo(ratio, 1)
  })
})

describe.each(Object.keys(palettes) as ThemeName[])('the %s palette', (name) => {
  const { background, foreground, cursor, selectionBackground, ansi } = palettes[name]

  it('has sixteen colours', () => expect(ansi).toHaveLength(16))

  it('can be read from the last row: text has 7:1 and the cursor 3:1', () => {
    expect(contrast(foreground, background)).toBeGreaterThanOrEqual(7)
    expect(contrast(foreground, selectionBackground)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(cursor, background)).toBeGreaterThanOrEqual(3)
  })

  it.each(ansi.map((colour, n) => [n, colour] as const).filter(([n]) => n !== 0 && n !== 8))(
    'colour %d (%s) has 4.5:1',
    (_n, colour) => expect(contrast(colour, background)).toBeGreaterThanOrEqual(4.5),
  )

  it('dims with a bright black that can still be read', () => {
    expect(contrast(ansi[8]!, background)).toBeGreaterThanOrEqual(4.5)
  })
})
