import type { Match, Row } from '../terminal/view.ts'

/**
 * Every place of `what` in these rows, the oldest first, also across the ends of rows. Case is ignored
 * unless `what` has a capital letter.
 */
export function findAll(rows: readonly Row[], what: string, cols: number): Match[] {
  if (what === '') return []
  const flags = what === what.toLowerCase() ? 'gi' : 'g'
  const pattern = new RegExp(what.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), flags)
  const matches: Match[] = []
  for (let first = 0; first < rows.length;) {
    let after = first + 1
    while (rows[after]?.goesOn === true) after++
    const line = rows.slice(first, after)
    const text = line.map((row) => row.text).join('')
    const cellOf = cellsFrom(line, cols)
    for (const { index, 0: found } of text.matchAll(pattern)) {
      const from = cellOf(index)
      const to = cellOf(index + found.length - 1)
      matches.push({
        row: first + Math.floor(from / cols),
        column: from % cols,
        size: to - from + 1,
      })
    }
    first = after
  }
  return matches
}

/**
 * Counts cells from the beginning of the line. Indices have to be asked for from left to right, so that
 * it walks over the rows once: a line of a megabyte has thousands of rows, and as many matches.
 */
function cellsFrom(line: readonly Row[], cols: number): (index: number) => number {
  let at = 0
  /** The index in the text at which the row begins. */
  let start = 0
  return (index) => {
    let row = line[at]
    while (row && index >= start + row.text.length) {
      start += row.text.length
      row = line[++at]
    }
    return row ? at * cols + row.columnAt(index - start) : line.length * cols - 1
  }
}

/**
 * The index in `matches` of the next older or newer one than `from`, going round at the ends; -1 without
 * matches. Without `from` it is the newest, because people look for what was printed last.
 */
export function stepTo(
  matches: readonly Match[],
  from: Match | null,
  direction: 'older' | 'newer',
): number {
  if (matches.length === 0) return -1
  if (!from) return matches.length - 1
  const order = (one: Match) => one.row - from.row || one.column - from.column
  const found =
    direction === 'older'
      ? matches.findLastIndex((one) => order(one) < 0)
      : matches.findIndex((one) => order(one) > 0)
  return found === -1 ? (direction === 'older' ? matches.length - 1 : 0) : found
}
