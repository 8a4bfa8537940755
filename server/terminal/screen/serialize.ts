import { LEFT_BY_RESET, type Size } from '../../../core/base/event.ts'
import { defined } from '../../../core/base/defined.ts'
import {
  ANY_LINK,
  createPainter,
  hasLinkBit,
  isErased,
  isMixed,
  leadsTo,
  mixed,
  penOf,
  samePen,
  withoutLink,
} from './attributes.ts'
import type { Painter, Pen } from './attributes.ts'
import { EMPTY, glyphBefore, readRows } from './cells.ts'
import type { Cell, CellRow } from './cells.ts'
import type { Charset, Internals, XBuffer } from './xterm-internals.ts'
import { drawRows, goTo } from './serialize-rows.ts'

/**
 * Returns the final byte that designates a character set; undefined if nothing can designate it.
 */
export type Designate = (charset: Charset) => string | undefined

const ASCII = 'B'

/**
 * Returns output that turns a fresh terminal of this size into this one, as far as any later output
 * can tell: cells, cursor (also one that waits to wrap), pen, both buffers with their margins, tab
 * stops and saved cursors, character sets and modes. What has scrolled away is left out. The
 * terminal's parser must be between two sequences. Some states are not restored, because no output leads to them: half of a wide
 * character that an insertion tore off, a link whose lines xterm has forgotten, and in the
 * alternate screen (which output cannot leave and come back to) an empty cell under a cursor that
 * waits to wrap, and what only restoring the other screen's cursor brings.
 */
export function snapshot(core: Internals, { cols, rows }: Size, designate: Designate): string {
  const { normal, alt, active } = core.buffers
  const screens = [normal, ...(active === alt ? [alt] : [])]
  const grids = screens.map((buffer) => readRows(buffer, cols, rows))
  const grid = grids.at(-1)!
  const pen = currentPen(core)
  const painter = createPainter(core, sharedLinks(grids.flat(), pen))
  const ending = planEnding(core, grid, pen, cols)
  if (ending.shift) {
    grid[active.y] = { ...grid[active.y]!, cells: removed(grid[active.y]!.cells, ending.shift) }
  }

  let text = LEFT_BY_RESET
  if (active === normal) {
    const saved = drawSaved(alt, painter, designate, rows, cols)
    if (saved !== '') text += `\x1b[?47h${saved}\x1b[?47l`
  }
  screens.forEach((buffer, i) => {
    if (buffer === alt) text += painter.use(PAPER) + '\x1b[?47h'
    const drawn = drawRows(grids[i]!, painter)
    // Drawing may have saved a cursor of its own.
    const saved = drawSaved(buffer, painter, designate, rows, cols, drawn.includes('\x1b7'))
    text += drawn + drawTabs(buffer, cols) + saved + drawMargins(buffer, rows)
  })

  const { glevel, charset, _charsets } = core._charsetService
  const sets = [0, 1, 2, 3].map((level) => _charsets[level])
  const borrowed = charset !== sets[glevel]
  const byRestoring = !ending.wait && isMixed(pen)
  const source = (active === normal ? [normal, alt] : [alt]).find(
    (buffer) =>
      (!borrowed || charset === buffer.savedCharset) &&
      (!byRestoring || leadsTo(buffer.savedCurAttrData, pen)),
  )
  // It is in use at least until the next designation.
  if (!source && borrowed) sets[glevel] = charset
  const designations = sets
    .map((set, level) =>
      set === undefined ? '' : `\x1b${'()*+'[level]}${designate(set) ?? ASCII}`,
    )
    .join('')
  const shift = ['', '\x0e', '\x1bn', '\x1bo'][glevel] ?? ''
  // A restored cursor may bring a character set that is none of the four, and a pen that no SGR
  // sets.
  const restores = source !== undefined && (borrowed || byRestoring)
  if (restores) {
    const mix = byRestoring ? mixed(pen, painter) : { before: '', after: '' }
    // The set that comes with the cursor stays only if it is the one in use.
    const unborrow = borrowed ? '' : shift || '\x0f'
    const restore = source === active ? '\x1b8' : '\x1b[?47h\x1b8\x1b[?47l'
    text += `${mix.before}${designations}${shift}${restore}${unborrow}${mix.after}`
    painter.forget()
  }
  text += drawModes(core)
  text += placeCursor(core, ending.x, cols)
  if (ending.wait) {
    text +=
      painter.useKeepingSaved(ending.wait.pen) + ending.wait.text + (ending.erase ? '\x1b[2K' : '')
    // This sets a mode that is set already, so that REP does not repeat what was printed.
    text += core.coreService.decPrivateModes.wraparound ? '\x1b[?7h' : '\x1b[?7l'
  }
  if (!restores) text += designations + shift
  if (core.coreService.modes.insertMode) text += '\x1b[4h'
  if (!(restores && byRestoring)) text += painter.useKeepingSaved(pen)
  return text + (ending.joined?.text ?? '')
}

const PAPER: Pen = { fg: 0, bg: 0, ext: 0, link: 0 }

/**
 * The pen for the next character: its underline's style and colour are kept even while unused. A
 * link that xterm has forgotten, with the last line on which it stood, does not count.
 */
function currentPen({ _inputHandler, _oscLinkService }: Internals): Pen {
  const { bg, extended } = _inputHandler._curAttrData
  const fg = _inputHandler._curAttrData.fg >>> 0
  const ext = extended._ext & 0x1fffffff
  if (extended.urlId === 0) return { fg, bg, ext, link: 0 }
  if (_oscLinkService.getLinkData(extended.urlId)) return { fg, bg, ext, link: extended.urlId }
  return withoutLink({ fg, bg, ext, link: 0 })
}

/** Puts the cursor in column `x`; `x` is `cols` for a cursor that waits to wrap. */
function placeCursor(core: Internals, x: number, cols: number): string {
  const { y, scrollTop, scrollBottom } = core.buffers.active
  const { origin } = core.coreService.decPrivateModes
  const isReachable = x < cols && !(origin && (y < scrollTop || y > scrollBottom))
  if (isReachable) return goTo(x, origin ? y - scrollTop : y)
  // Leaving the alternate screen takes its cursor along unchanged, past the end or the margins.
  const past = x < cols ? '' : 'x'
  return `\x1b[?47h${goTo(Math.min(x, cols - 1), y)}${past}\x1b[?47l`
}

interface Ending {
  /** The column of the cursor. */
  readonly x: number
  /** Printed at `x`, so that the cursor waits to wrap. */
  readonly wait?: Cell
  /** The whole row was erased under the waiting cursor. */
  readonly erase?: boolean
  /** Printed last, so that REP and combining marks continue from it. */
  readonly joined?: Cell
  /** The columns that printing `joined` in insert mode will push in. */
  readonly shift?: { readonly at: number; readonly width: number }
}

function planEnding(core: Internals, grid: readonly CellRow[], pen: Pen, cols: number): Ending {
  const { x, y } = core.buffers.active
  const cells = grid[y]?.cells ?? []
  const at = glyphBefore(cells, Math.min(x, cols))
  const cell = cells[at]
  if (!cell) return { x }
  const joins = core._inputHandler._parser.precedingJoinState !== 0 && cell.text !== ''
  if (joins && samePen(cell.pen, penOf(core._inputHandler._curAttrData))) {
    const { insertMode } = core.coreService.modes
    const shift = insertMode ? { at, width: Math.max(1, cell.width) } : undefined
    return { x: at, joined: cell, ...defined({ shift }) }
  }
  if (x < cols || core.buffers.active === core.buffers.normal) return { x }
  const row = grid[y]
  if (cell.text !== '' || !row) return { x: at, wait: cell }
  // Only printing makes the cursor wait. A row that was erased as a whole is erased again; a single
  // cell becomes a space.
  const isSame = (other: Cell) => other.text === '' && samePen(other.pen, cell.pen)
  const erase = !row.isWrapped && isErased(cell.pen) && cells.every(isSame)
  return { x: at, wait: { ...cell, text: ' ' }, erase }
}

function removed(cells: readonly Cell[], { at, width }: { at: number; width: number }): Cell[] {
  return [...cells.slice(0, at), ...cells.slice(at + width), ...Array<Cell>(width).fill(EMPTY)]
}

/** Links that are drawn in more than one piece. */
function sharedLinks(rows: readonly CellRow[], pen: Pen): ReadonlySet<number> {
  const seen = new Set<number>(pen.link === 0 ? [] : [pen.link])
  const shared = new Set<number>()
  for (const { cells } of rows) {
    let previous = 0
    for (const { pen } of cells) {
      if (pen.link !== 0 && pen.link !== previous)
        (seen.has(pen.link) ? shared : seen).add(pen.link)
      previous = pen.link
    }
  }
  return shared
}

/** Sets tab stops, unless they are those of a fresh terminal: every eighth column. */
function drawTabs({ tabs }: XBuffer, cols: number): string {
  const stops = Array.from({ length: cols }, (_, x) => x).filter((x) => tabs[x] === true)
  const usual = Array.from({ length: Math.ceil(cols / 8) }, (_, i) => 8 * i)
  if (stops.join() === usual.join()) return ''
  return `\x1b[3g${stops.map((x) => `\x1b[${x + 1}G\x1bH`).join('')}`
}

const savedRow = (buffer: XBuffer, rows: number) =>
  Math.min(rows - 1, Math.max(0, buffer.savedY - buffer.ybase))

/** Restores what DECSC saved: a position, a pen without its link, a character set. */
function drawSaved(
  buffer: XBuffer,
  painter: Painter,
  designate: Designate,
  rows: number,
  cols: number,
  always = false,
): string {
  const { fg, bg } = buffer.savedCurAttrData
  const x = Math.min(cols - 1, buffer.savedX)
  const y = savedRow(buffer, rows)
  const charset = buffer.savedCharset
  const set = charset === undefined ? '' : `\x1b(${designate(charset) ?? ASCII}`
  if (!always && x === 0 && y === 0 && fg === 0 && bg === 0 && set === '') return ''
  // Only the bits are saved: any style of underline gives them, and without underline any link
  // does.
  const link = hasLinkBit(fg, bg) ? [ANY_LINK, '\x1b]8;;\x1b\\'] : ['', '']
  const pen = painter.use({ fg, bg, ext: 1 << 26, link: 0 })
  const unset = set === '' ? '' : `\x1b(${ASCII}`
  return `${goTo(x, y)}${set}${pen}${link[0]}\x1b7${link[1]}${unset}${painter.use(PAPER)}`
}

function drawMargins({ scrollTop, scrollBottom }: XBuffer, rows: number): string {
  if (scrollTop === 0 && scrollBottom === rows - 1) return ''
  return `\x1b[${scrollTop + 1};${scrollBottom + 1}r`
}

const MOUSE: Readonly<Record<string, string>> = {
  X10: '9',
  VT200: '1000',
  DRAG: '1002',
  ANY: '1003',
  SGR: '1006',
  SGR_PIXELS: '1016',
}

/** Sets every mode that differs from a fresh terminal, except insert mode. */
function drawModes(core: Internals): string {
  const { decPrivateModes: modes, isCursorHidden } = core.coreService
  const { rawOptions } = core.optionsService
  const on = (mode: string | undefined) => (mode === undefined ? '' : `\x1b[?${mode}h`)
  const style = { block: 1, underline: 3, bar: 5 }
  return [
    modes.applicationCursorKeys ? on('1') : '',
    modes.origin ? on('6') : '',
    modes.wraparound ? '' : '\x1b[?7l',
    rawOptions.cursorBlink ? on('12') : '',
    isCursorHidden ? '\x1b[?25l' : '',
    modes.reverseWraparound ? on('45') : '',
    modes.applicationKeypad ? '\x1b=' : '',
    on(MOUSE[core.coreMouseService.activeProtocol]),
    on(MOUSE[core.coreMouseService.activeEncoding]),
    modes.sendFocus ? on('1004') : '',
    modes.bracketedPasteMode ? on('2004') : '',
    modes.synchronizedOutput ? on('2026') : '',
    rawOptions.convertEol ? '\x1b[20h' : '',
    modes.cursorStyle === undefined
      ? ''
      : `\x1b[${style[modes.cursorStyle] + (modes.cursorBlink === true ? 0 : 1)} q`,
  ].join('')
}
