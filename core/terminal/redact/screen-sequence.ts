/**
 * A screen as sequences see it. Columns and rows count from 0. The cursor may stand one column past the
 * last one, when a character has just filled the row.
 */
export interface SequenceScreen {
  readonly cols: number
  readonly rows: number
  readonly x: number
  readonly y: number
  /** Places beyond an edge mean the edge. */
  move(x: number, y: number): void
  /** One row down; from the last row, the screen scrolls. */
  down(): void
  save(): void
  restore(): void
  /** Empties the cells of a row from one column up to, but without, another. */
  clear(row: number, from: number, to: number): void
  clearAll(): void
  /** Inserts this many empty cells at a column of the cursor's row; what goes past the margin is lost. */
  insert(column: number, count: number): void
  /** Deletes this many cells from a column of the cursor's row on; what follows moves to the left. */
  remove(column: number, count: number): void
}

const CSI = /^\x1b\[([0-9;]*)([@-~])$/

/**
 * Does to the screen what a whole escape or control sequence does (ECMA-48, DEC VT100). What shifts
 * whole lines clears the screen, because no more than that is needed to find secrets.
 */
export function carryOut(text: string, screen: SequenceScreen): void {
  const [, parameters = '', final = ''] = CSI.exec(text) ?? []
  if (final === '') return carryOutEscape(text, screen)
  const { cols, y } = screen
  const [first = 0, second = 0] = parameters.split(';').map(Number)
  const n = Math.max(1, first)
  const column = Math.min(screen.x, cols - 1)
  const shift = Math.min(n, cols - column)
  if (final === 'A' || final === 'F') screen.move(final === 'F' ? 0 : column, y - n)
  else if (final === 'B' || final === 'e' || final === 'E')
    screen.move(final === 'E' ? 0 : column, y + n)
  else if (final === 'C' || final === 'a') screen.move(column + n, y)
  else if (final === 'D') screen.move(column - n, y)
  else if (final === 'G' || final === '`') screen.move(n - 1, y)
  else if (final === 'd') screen.move(column, n - 1)
  else if (final === 'H' || final === 'f') screen.move(Math.max(1, second) - 1, n - 1)
  else if (final === 's') screen.save()
  else if (final === 'u') screen.restore()
  else if (final === 'X') screen.clear(y, column, column + shift)
  else if (final === 'K') clearLine(first, column, screen)
  else if (final === 'J') {
    clearLine(first, column, screen)
    for (let at = 0; at < screen.rows; at++)
      if (first > 1 || (first === 0 ? at > y : at < y)) screen.clear(at, 0, cols)
  } else if (final === '@') screen.insert(column, shift)
  else if (final === 'P') screen.remove(column, shift)
  else if ('LMSTr'.includes(final)) screen.clearAll()
}

/** `part`: 0 from the cursor on, 1 up to and with the cursor, above that the whole line. */
function clearLine(part: number, column: number, screen: SequenceScreen): void {
  const { cols, y } = screen
  screen.clear(y, part === 0 ? column : 0, part === 1 ? column + 1 : cols)
}

function carryOutEscape(text: string, screen: SequenceScreen): void {
  const { x, y } = screen
  if (text === '\x1b7') screen.save()
  else if (text === '\x1b8') screen.restore()
  else if (text === '\x1bM') screen.move(x, y - 1)
  else if (text === '\x1bD') screen.down()
  else if (text === '\x1bE') {
    screen.down()
    screen.move(0, screen.y)
  } else if (text === '\x1bc' || /^\x1b\[\?(?:47|1047|1049)[hl]$/.test(text)) screen.clearAll()
}
