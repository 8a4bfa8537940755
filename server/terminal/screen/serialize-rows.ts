import type { Painter } from './attributes.ts'
import { PLAIN, eraser, isErased, samePen } from './attributes.ts'
import type { Cell, CellRow } from './cells.ts'

export const goTo = (x: number, y: number) => `\x1b[${y + 1};${x + 1}H`
/** Any character that takes two columns; it is always overwritten. */
const WIDE = '\u4e2d'

/**
 * Returns output that draws `rows` on an empty screen whose modes are those of a fresh terminal.
 * The final position of the cursor is not defined.
 */
export function drawRows(rows: readonly CellRow[], painter: Painter): string {
  const cols = rows[0]?.cells.length ?? 0
  /** Cells that are no longer empty because of the drawing itself, as `y * cols + x`. */
  const used = new Set<number>()
  let text = ''

  // Only printing past a row's end marks the next row as wrapped. For the first row, the second one is
  // marked and then scrolled up.
  if (rows[0]?.isWrapped && rows.length > 1) {
    text += `${goTo(cols - 1, 0)}xx\x1b[S`
    used.add(0)
  }
  rows.forEach((row, y) => {
    if (y === 0 || !row.isWrapped) return
    text += `${goTo(cols - 1, y - 1)}xx`
    used.add(y * cols - 1).add(y * cols)
  })
  rows.forEach((row, y) => {
    const isUsed = (x: number) => used.has(y * cols + x)
    text += drawGhosts(row.cells, y, painter, (x) => used.add(y * cols + x))
    text += drawCells(row.cells, y, painter, isUsed)
  })
  return text
}

/** An empty cell with more than a background: the half of a wide character that was overwritten. */
const isGhost = (cell: Cell) => cell.text === '' && cell.width === 1 && !isErased(cell.pen)

function drawGhosts(
  cells: readonly Cell[],
  y: number,
  painter: Painter,
  use: (x: number) => void,
): string {
  const last = cells.length - 1
  let text = ''
  const draw = (x: number, wideAt: number, cutAt: number) => {
    text += goTo(wideAt, y) + WIDE + goTo(cutAt, y) + painter.use(cells[x]!.pen) + 'x'
    use(cutAt)
  }
  // At the end of the row only the left neighbour can overwrite half of a wide character, so those are
  // drawn from the right; elsewhere the right neighbour does.
  let from = last
  while (from > 0 && isGhost(cells[from]!)) {
    draw(from, from - 1, from - 1)
    from -= 1
  }
  for (let x = 0; x <= from && x < last; x++) if (isGhost(cells[x]!)) draw(x, x, x + 1)
  return text
}

function drawCells(
  cells: readonly Cell[],
  y: number,
  painter: Painter,
  isUsed: (x: number) => boolean,
): string {
  let text = ''
  let cursor = -1
  const at = (x: number) => {
    if (cursor === x) return
    text += cursor < 0 ? goTo(x, y) : `\x1b[${x + 1}G`
    cursor = x
  }
  for (let x = 0; x < cells.length; x++) {
    const { text: chars, width, pen } = cells[x]!
    if (chars !== '') {
      at(x)
      // SI does nothing here but keep a mark that stands alone off the cell before it.
      text += painter.use(pen) + (width === 0 ? '\x0f' : '') + chars
      cursor += Math.max(1, width)
    } else if (width === 1 && isErased(pen)) {
      if (samePen(pen, PLAIN) && !isUsed(x)) continue
      let end = x + 1
      const like = (other: Cell) =>
        other.text === '' && other.width === 1 && samePen(other.pen, pen)
      while (end < cells.length && like(cells[end]!)) end++
      at(x)
      text += `${painter.use(eraser(pen))}\x1b[${end - x}X`
      x = end - 1
    }
  }
  return text
}
