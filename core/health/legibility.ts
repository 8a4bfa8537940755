import { cellsOf } from '../terminal/width/cells.ts'
import type { StageLayout } from '../deck/model.ts'
import type { Ms, Size, TermEvent } from '../base/event.ts'
import type { Finding } from './health.ts'
import { plainText } from '../terminal/plain-text.ts'

/** Output that arrives within half a second counts as one piece: people read it afterwards. */
const BURST: Ms = 500

/** From this many lines on, output counts as a table. A single long line that wraps does not. */
const TABLE = 4

/**
 * Whether the recorded output of a step fits its pane. Output that people read while it scrolls
 * fits, and so does a long line that wraps. Full-screen programs place their output and fit by
 * themselves.
 */
export function fit(events: readonly TermEvent[], { cols, rows }: Size): readonly Finding[] {
  const decoder = new TextDecoder()
  const pieces: { at: Ms; rows: number }[] = []
  let whole = ''
  for (const event of events) {
    if (event.type !== 'output') continue
    const text = decoder.decode(event.data, { stream: true })
    whole += text
    pieces.push({ at: event.at, rows: rowsOf(plainText(text), cols) })
  }
  if (PLACED.test(whole)) return []
  return [...tooTall(pieces, rows), ...tooWide(plainText(whole).split('\n'), cols)]
}

/** Moves of the cursor, erasures of the screen, the alternate screen. */
const PLACED = /\x1b\[[\d;?]*[ABCDEFGHJLMSTdf]|\x1b\[\?(?:47|1047|1049)h/

function tooTall(pieces: readonly { at: Ms; rows: number }[], rows: number): readonly Finding[] {
  let from = 0
  let sum = 0
  let most = 0
  for (const piece of pieces) {
    sum += piece.rows
    for (let first = pieces[from]; first && first.at < piece.at - BURST; first = pieces[++from])
      sum -= first.rows
    most = Math.max(most, sum)
  }
  if (most <= rows) return []
  const why = `${most} rows come at once in a pane of ${rows}: the first have gone before they are read`
  return [{ costs: 'nothing', why, todo: 'print less (head, grep), or give the pane more rows' }]
}

function tooWide(lines: readonly string[], cols: number): readonly Finding[] {
  const printed = lines.filter((line) => line.trim() !== '').map(cells)
  const wide = printed.filter((width) => width > cols)
  if (printed.length < TABLE || wide.length * 2 <= printed.length) return []
  const widest = wide.reduce((most, width) => Math.max(most, width))
  const why = `most lines are wider than the ${cols} columns of the pane (${widest}) and wrap`
  return [{ costs: 'nothing', why, todo: 'print fewer columns (cut, --format), or widen the pane' }]
}

/** The rows that a text takes. Its last line continues in the next piece. */
function rowsOf(text: string, cols: number): number {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  const wraps = (line: string) => Math.max(1, Math.ceil(cells(line) / cols))
  return lines.reduce((sum, line) => sum + wraps(line), Math.floor(cells(last) / cols))
}

function cells(line: string): number {
  // A fast way for plain ASCII: most lines are, and a line may be megabytes long.
  if (/^[\x20-\x7e]*$/.test(line)) return line.length
  let sum = 0
  for (const each of line) sum += cellsOf(each)
  return sum
}

/**
 * The most columns and rows of text on a slide that people in the last row can read. A cell is then
 * 1/180 of the picture's width. Seen from six picture heights away, a letter in it covers 7 arc
 * minutes; good eyes can tell apart 5.
 */
const LEGIBLE: Size = { cols: 180, rows: 45 }

/**
 * Whether people in the last row can read a terminal of this size. `panes`: how many are side by
 * side on the slide.
 */
export function legible(size: Size, panes: number, layout: StageLayout): Finding | null {
  const shape = layout === 'columns' && panes > 3 ? 'grid' : layout
  const across = shape === 'columns' ? panes : shape === 'grid' ? Math.min(2, panes) : 1
  const down = shape === 'rows' ? panes : shape === 'grid' ? Math.ceil(panes / 2) : 1
  const [cols, rows] = [size.cols * across, size.rows * down]
  const costs = 'nothing'
  if (cols > LEGIBLE.cols) {
    const why = `${cols} columns across the slide are too small to read from the last row`
    return {
      costs,
      why,
      todo: `at most ${LEGIBLE.cols}: a smaller size, or layout: rows or single`,
    }
  }
  if (rows <= LEGIBLE.rows) return null
  const why = `${rows} rows down the slide are too small to read from the last row`
  return {
    costs,
    why,
    todo: `at most ${LEGIBLE.rows}: a smaller size, or layout: columns or single`,
  }
}
