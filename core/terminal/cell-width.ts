/** Code points that take two cells: the W and F blocks of Unicode's EastAsianWidth, and emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]

/** How many cells of a terminal a code point takes: 0, 1 or 2. */
export function cellsOf(character: string): 0 | 1 | 2 {
  if (/^[\p{M}\u200b-\u200f\u2060]/u.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  return WIDE.some(([from, to]) => from <= code && code <= to) ? 2 : 1
}
