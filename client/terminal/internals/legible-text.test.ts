import { describe, expect, it } from 'vitest'
import { deafTerminal } from '../view.ts'
import { keepTextLegible } from './legible-text.ts'

interface Cell {
  getChars(): string
  getFgColor(): number
  getFgColorMode(): number
  isDim(): number
  isBold(): number
}
const MODES: Readonly<Record<number, string>> = { 0: 'default', 1: '16', 2: '256', 3: 'rgb' }

/** The colours of the characters that this output draws, `8 of 16` for bright black. */
function drawn(output: string): string[] {
  const term = deafTerminal({ cols: 20, rows: 1 })
  const core = Reflect.get(term, '_core') as { writeSync(text: string): void }
  core.writeSync(output)
  const line = term.buffer.active.getLine(0)
  return Array.from({ length: 20 }, (_, x) => line?.getCell(x) as unknown as Cell)
    .filter((cell) => cell.getChars() !== '')
    .map((cell) => {
      expect(cell.isDim()).toBe(0)
      const mode = MODES[(cell.getFgColorMode() >> 24) & 3] ?? ''
      const value = cell.getFgColor()
      return mode === 'default'
        ? mode
        : `${mode === 'rgb' ? value.toString(16) : value} of ${mode}${cell.isBold() ? ' bold' : ''}`
    })
}

describe('faint text', () => {
  it.each([
    ['the usual colour', '\x1b[2ma', ['8 of 16']],
    ['a colour keeps its hue', '\x1b[2;32ma', ['2 of 16']],
    ['in either order', '\x1b[32;2ma', ['2 of 16']],
    ['a bright one becomes the usual one', '\x1b[2;92ma', ['2 of 16']],
    ['white is grey', '\x1b[2;37ma\x1b[97ma', ['8 of 16', '8 of 16']],
    ['one of 256 goes halfway to grey', '\x1b[2;38;5;196ma', ['bf4040 of rgb']],
    ['the first sixteen of 256 are the sixteen', '\x1b[2;38;5;10ma', ['2 of 16']],
    ['true colour goes halfway too', '\x1b[2;38;2;255;0;128ma', ['bf4080 of rgb']],
    ['a number inside a colour is no faintness', '\x1b[38;5;2ma', ['2 of 256']],
    ['afterwards the colour is back', '\x1b[32;2ma\x1b[22ma', ['2 of 16', '2 of 16']],
    [
      'that of true colour too',
      '\x1b[38;2;10;20;30;2ma\x1b[22ma',
      ['454a4f of rgb', 'a141e of rgb'],
    ],
    [
      'also the usual one',
      '\x1b[2ma\x1b[22ma\x1b[2ma\x1b[ma',
      ['8 of 16', 'default', '8 of 16', 'default'],
    ],
    [
      'a colour that comes later is made faint',
      '\x1b[2ma\x1b[91ma\x1b[39ma',
      ['8 of 16', '1 of 16', '8 of 16'],
    ],
    ['with bold it is both', '\x1b[1;2;33ma', ['3 of 16 bold']],
    ['a reset of the terminal ends it', '\x1b[2ma\x1bcb\x1b[33mc', ['default', '3 of 16']],
    ['what was saved comes back', '\x1b[2m\x1b7\x1b[m\x1b8a\x1b[mb', ['8 of 16', 'default']],
  ])('%s', (_, output, colours) => {
    expect(drawn(output)).toEqual(colours)
  })

  it('is left to an xterm that looks different inside', () => {
    expect(keepTextLegible({})).toBe(false)
    expect(keepTextLegible({ _core: { _inputHandler: { _curAttrData: {} } } } as object)).toBe(
      false,
    )
    expect(keepTextLegible(deafTerminal({}))).toBe(true)
  })
})

describe('inverse text', () => {
  const theme = { background: '#0b0e14' }
  /** The background of each character, as a number; -1 for the usual one. */
  function papers(output: string): number[] {
    const term = deafTerminal({ cols: 8, rows: 1, theme })
    const core = Reflect.get(term, '_core') as { writeSync(text: string): void }
    core.writeSync(output)
    const line = term.buffer.active.getLine(0)
    return [0, 1, 2, 3].map((x) => line?.getCell(x)?.getBgColor() ?? 0)
  }
  const PAPER = 0x0b0e14

  it('has the colour of the usual background, as long as it is inverse', () => {
    expect(papers('a\x1b[7mb\x1b[27mc\x1b[7;42md')).toEqual([-1, PAPER, -1, 2])
    expect(papers('\x1b[31;7ma\x1b[mb\x1b[7mc\x1b[49md')).toEqual([PAPER, -1, PAPER, PAPER])
  })
  it('has it also after a restored cursor', () => {
    expect(papers('\x1b[7m\x1b7\x1b[ma\x1b8\x1b[Cb\x1b[27mc')).toEqual([-1, PAPER, -1, -1])
  })
})
