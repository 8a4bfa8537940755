import { WIDE, ZERO } from './ranges.ts'

/** Code points up to here are looked up; above them are the last planes, which have few ranges. */
const LOOKED_UP = 0x1ffff

let table: Uint8Array | undefined
const above: (readonly [from: number, to: number, cells: 0 | 2])[] = []

/**
 * How many cells of a terminal a code point takes: 0, 1 or 2, as glibc's `wcwidth` says, by which shells
 * and programs place their cursor. What glibc calls unprintable (controls, unassigned code points) counts
 * as 1, as readline counts it. Each code point counts for itself: those of an emoji sequence too.
 */
export function cellsOfCodePoint(code: number): 0 | 1 | 2 {
  table ??= readTable()
  if (code <= LOOKED_UP) return table[code] as 0 | 1 | 2
  return above.find(([from, to]) => from <= code && code <= to)?.[2] ?? 1
}

/** As `cellsOfCodePoint`, of the first code point of a text. */
export function cellsOf(character: string): 0 | 1 | 2 {
  return cellsOfCodePoint(character.codePointAt(0) ?? 0)
}

function readTable(): Uint8Array {
  const cells = new Uint8Array(LOOKED_UP + 1).fill(1)
  cells[0] = 0
  for (const [ranges, width] of [
    [ZERO, 0],
    [WIDE, 2],
  ] as const) {
    let to = 0
    for (const range of ranges.split(' ')) {
      const [distance = 0, length = 0] = range.split('+').map((digits) => parseInt(digits, 36))
      const from = to + distance
      to = from + length
      if (from <= LOOKED_UP) cells.fill(width, from, to + 1)
      if (to > LOOKED_UP) above.push([from, to, width])
    }
  }
  return cells
}
