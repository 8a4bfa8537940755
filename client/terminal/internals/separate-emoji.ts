import { internalOf } from './internal-of.ts'

/** Draws code points from a buffer, as xterm's InputHandler does. */
type Print = (data: Uint32Array, start: number, end: number) => void

const JOINER = 0x200d
const NON_JOINER = 0x200c
/** Variation selectors: the emoji's picture, two cells wide, and its letter, which is as wide as its cell. */
const AS_PICTURE = 0xfe0f
const AS_LETTER = 0xfe0e
/** The Fitzpatrick modifiers, which colour the emoji before them. */
const isTone = (code: number) => 0x1f3fb <= code && code <= 0x1f3ff

/**
 * Keeps emoji apart that a font would draw as one. Programs count cells by code points, and so do we: a
 * family takes six. Drawn as one picture of two cells, it would pull all that follows in its row to the
 * left. An xterm that looks different inside is left alone. Returns whether it could be done.
 */
export function keepEmojiApart(terminal: object): boolean {
  const input = internalOf(terminal, '_inputHandler')
  if (!input) return false
  const print: unknown = Reflect.get(input, 'print')
  if (typeof print !== 'function') return false
  const draw = print.bind(input) as Print
  const apart: Print = (data, start, end) => {
    const codes = separated(data.subarray(start, end))
    if (codes) draw(codes, 0, codes.length)
    else draw(data, start, end)
  }
  return Reflect.set(input, 'print', apart)
}

/** The code points with what keeps them apart; null where there is nothing to keep apart. */
export function separated(codes: Uint32Array): Uint32Array | null {
  if (!codes.some((code) => code === JOINER || code === AS_PICTURE || isTone(code))) return null
  const apart: number[] = []
  for (const code of codes) {
    if (isTone(code)) apart.push(NON_JOINER, code)
    else apart.push(code === JOINER ? NON_JOINER : code === AS_PICTURE ? AS_LETTER : code)
  }
  return Uint32Array.from(apart)
}
