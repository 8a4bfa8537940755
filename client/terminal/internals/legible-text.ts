import { internalOf } from './internal-of.ts'

/** The attributes for the next character as xterm packs them (its common/buffer/Constants.ts). */
interface Pen {
  fg: number
  bg: number
}

/** The parts of xterm that are used here; its public interface has none of them. */
interface InputHandler {
  readonly _curAttrData: Pen
  readonly _parser: {
    registerCsiHandler(id: { final: string }, hear: (params: Params) => boolean): unknown
  }
  charAttributes(params: Params): boolean
}
interface Params {
  readonly length: number
  readonly params: ArrayLike<number>
}

const DIM = 0x8000000
const INVERSE = 0x4000000
const MODE = 0x3000000
const PALETTE_16 = 0x1000000
const PALETTE_256 = 0x2000000
const RGB = 0x3000000
const VALUE = 0xffffff

/**
 * Changes the colours of text that xterm would draw with too little contrast although it was asked for
 * enough of it:
 *
 * - Faint text (SGR 2) gets a quieter colour of the palette. xterm would make it half transparent, and asks
 *   only for half the contrast then: dim green is 2 to 1 on black, which nobody reads from the last row.
 * - Inverse text (SGR 7) on the usual background gets that background as a colour. For the DOM, xterm
 *   measures such text as if it had the usual colour, and draws it in the background's.
 *
 * An xterm that looks different inside is left alone. Returns whether it could be done.
 */
export function keepTextLegible(terminal: WithTheme): boolean {
  const input = inputHandlerOf(terminal)
  if (!input) return false
  /** The colour that faint text would have had, and the one that it has. */
  let faint: { readonly asked: number; readonly drawn: number } | null = null

  /** Undoes the change, so that the next attributes are added to those that were asked for. */
  function undo(pen: Pen): void {
    if (faint && colourOf(pen.fg) === faint.drawn) {
      pen.fg = painted(pen.fg, faint.asked)
      pen.bg |= DIM
    }
    faint = null
    if (colourOf(pen.bg) === paperOf(terminal)) pen.bg = painted(pen.bg, 0)
  }
  input._parser.registerCsiHandler({ final: 'm' }, (params) => {
    const pen = input._curAttrData
    undo(pen)
    input.charAttributes(params)
    if (pen.bg & DIM) {
      pen.bg &= ~DIM
      const asked = colourOf(pen.fg)
      // Where the colours are exchanged, the one that is asked for is that of the paper.
      const drawn = pen.fg & INVERSE ? asked : quieter(asked)
      pen.fg = painted(pen.fg, drawn)
      faint = { asked, drawn }
    }
    const paper = paperOf(terminal)
    if (pen.fg & INVERSE && colourOf(pen.bg) === 0 && paper !== null)
      pen.bg = painted(pen.bg, paper)
    return true
  })
  return true
}

/** What is read of an xterm terminal. */
interface WithTheme {
  readonly options?: { readonly theme?: { readonly background?: string } }
}

/** The background of the theme as a true colour. */
function paperOf({ options }: WithTheme): number | null {
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(options?.theme?.background ?? '') ?? []
  return hex === undefined ? null : RGB | parseInt(hex, 16)
}

const colourOf = (part: number) => part & (MODE | VALUE)
const painted = (part: number, colour: number) => (part & ~(MODE | VALUE)) | colour

/** Faint is: bright black for black, white and none; the colour itself for a bright one; else half grey. */
export function quieter(colour: number): number {
  const [mode, value] = [colour & MODE, colour & VALUE]
  if (mode === 0) return PALETTE_16 | 8
  if (mode === RGB) return RGB | towardsGrey(value)
  const index = value & 0xff
  if (mode === PALETTE_256 && index > 15) return RGB | towardsGrey(rgbOf(index))
  if (index % 8 === 0 || index % 8 === 7) return PALETTE_16 | 8
  return PALETTE_16 | (index & 7)
}

function towardsGrey(rgb: number): number {
  const half = (shift: number) => ((((rgb >> shift) & 0xff) + 0x80) >> 1) << shift
  return half(16) | half(8) | half(0)
}

/** The colour of the cube or the ramp of xterm's 256 colours, from 16 on. */
function rgbOf(index: number): number {
  if (index >= 232) return (8 + 10 * (index - 232)) * 0x10101
  const level = (n: number) => (n === 0 ? 0 : 55 + 40 * n)
  const at = index - 16
  return (level(Math.floor(at / 36)) << 16) | (level(Math.floor(at / 6) % 6) << 8) | level(at % 6)
}

function inputHandlerOf(terminal: object): InputHandler | null {
  const input = internalOf(terminal, '_inputHandler')
  const {
    _curAttrData: pen,
    _parser: parser,
    charAttributes,
  } = (input ?? {}) as Partial<InputHandler>
  const known =
    typeof pen?.fg === 'number' &&
    typeof pen.bg === 'number' &&
    typeof parser?.registerCsiHandler === 'function' &&
    typeof charAttributes === 'function'
  return known ? (input as InputHandler) : null
}
