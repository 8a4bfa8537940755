import { PLAIN, penOf } from './attributes.ts'
import type { Pen } from './attributes.ts'
import type { XBuffer, XCell } from './xterm-internals.ts'

export interface Cell {
  /** Empty where nothing was printed, or in the second half of a wide character. */
  readonly text: string
  /** In columns: 0 for the second half of a wide character, and for a mark that stands alone. */
  readonly width: number
  readonly pen: Pen
}

export const EMPTY: Cell = { text: '', width: 1, pen: PLAIN }

export interface CellRow {
  readonly cells: readonly Cell[]
  /** The row continues the row above, without a line end. */
  readonly isWrapped: boolean
}

/**
 * A new cell to load others into. The buffer's own null cell must not be used, because xterm erases
 * with it: what was loaded into it would appear on the screen with the next erasure.
 */
export function cellFor(buffer: XBuffer): XCell {
  const Cell = buffer.getNullCell().constructor as new () => XCell
  return new Cell()
}

/** The rows of a buffer's screen, without what has scrolled away. */
export function readRows(buffer: XBuffer, cols: number, rows: number): CellRow[] {
  const cell = cellFor(buffer)
  return Array.from({ length: rows }, (_, y) => {
    const line = buffer.lines.get(buffer.ybase + y)
    if (!line) return { cells: Array<Cell>(cols).fill(EMPTY), isWrapped: false }
    const cells = Array.from({ length: cols }, (_, x) => {
      line.loadCell(x, cell)
      return { text: cell.getChars(), width: cell.getWidth(), pen: penOf(cell) }
    })
    return { cells, isWrapped: line.isWrapped }
  })
}

/** The column at which the character begins that ends before column `x`; -1 if there is none. */
export function glyphBefore(cells: readonly Cell[], x: number): number {
  const last = cells[x - 1]
  if (!last) return -1
  if (last.text === '' && last.width === 0) return x - 2
  return x - 1
}
