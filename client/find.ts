/** One row of a terminal as text. */
export interface Row {
  readonly text: string
  /** Does the line of the row above go on here? */
  readonly goesOn: boolean
  /** The column of the cell that holds the character at `index` of `text`. */
  columnAt(index: number): number
}

/** Where something was found: the cells from `column` of `row` on, `size` of them, over row ends. */
export interface Match {
  readonly row: number
  readonly column: number
  readonly size: number
}

/**
 * Every place of `what` in these rows, the oldest first; also where it stands across the end of a
 * row. Small letters mean large ones too; with a large letter, letters are as they are.
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
    for (const found of line
      .map((row) => row.text)
      .join('')
      .matchAll(pattern)) {
      const from = cellOf(line, found.index, cols)
      const to = cellOf(line, found.index + found[0].length - 1, cols)
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

/** Counts cells from the beginning of the line. */
function cellOf(line: readonly Row[], index: number, cols: number): number {
  let left = index
  for (const [at, row] of line.entries()) {
    if (left < row.text.length) return at * cols + row.columnAt(left)
    left -= row.text.length
  }
  return line.length * cols - 1
}

/**
 * The place in `matches` to go to from `from`: the next older or newer one, and round the end. From
 * nowhere the newest: what was printed last is what is looked for.
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
