import type { Size } from '../../core/base/event.ts'
import { advance } from './font-and-colours.ts'

/** Font sizes in CSS pixels. Above 96 a cell is wider than any demo needs. */
const FONT = { min: 4, max: 96 } as const
/**
 * The smallest font, in CSS pixels, that can be read: on a phone a readable part of a grid is better than
 * an unreadable whole. A cell is 6 px wide then, and four panes of 60 columns fit a presenter view of
 * 1440 px.
 */
const READABLE = 10
/** The row height of the font in font sizes, with which the search for the best size begins. */
const HEIGHT = 1.32

/** How many lines one notch of a wheel moves at any text size, and how many CSS pixels xterm moves. */
const NOTCH = { lines: 3, xterm: 50 } as const

/** The part of a terminal that is fitted. */
interface Grid {
  readonly cols: number
  readonly rows: number
  readonly options: { fontSize?: number | undefined; scrollSensitivity?: number | undefined }
  readonly buffer: { readonly active: { readonly cursorX: number; readonly cursorY: number } }
}

export interface Box {
  readonly width: number
  readonly height: number
}

export interface Fit {
  /** Chooses the font size with which the whole grid fills `box`, times `zoom`. */
  to(box: Box, zoom: number): void
  /** Fits the same box again: the grid or its renderer has changed. */
  again(): void
  /** Keeps the cursor in sight where the grid is larger than its pane. */
  followCursor(): void
}

/** Tells how many columns and rows are seen of all. */
export type TellSeen = (seen: Size, all: Size) => void

export function createFit(
  term: Grid,
  host: HTMLElement,
  onGrid?: (grid: Box) => void,
  tell?: TellSeen,
): Fit {
  let box = { width: 0, height: 0, zoom: 1 }
  /** The visible part of a grid that is larger than its pane, and the size of a cell; in CSS pixels. */
  let cropped: { width: number; height: number; cell: number; row: number } | null = null

  function again(): void {
    const { width, height, zoom } = box
    const grid = host.querySelector<HTMLElement>('.xterm-screen')
    if (!grid || !(width > 0 && height > 0)) return
    const pixel = 1 / devicePixelRatio
    // A cell is a whole number of device pixels wide; otherwise blocks and boxes show seams.
    const set = (cell: number) => {
      const px = (cell * pixel) / advance()
      term.options.fontSize = Math.min(FONT.max, Math.max(FONT.min, px))
    }
    const widest = Math.floor(width / term.cols / pixel)
    const highest = Math.ceil((height / term.rows / HEIGHT) * advance()) / pixel
    let cell = Math.max(1, Math.min(widest, Math.floor(highest) + 1))
    set(cell)
    // The height of a row is known only when it is drawn, so the last step is found by trying.
    for (; cell > 1 && (grid.offsetHeight > height || grid.offsetWidth > width); set(cell)) cell--
    const wanted = Math.max(Math.round(cell * zoom), Math.ceil((READABLE * advance()) / pixel))
    if (wanted !== cell) set(wanted)
    term.options.scrollSensitivity =
      Math.max(1, grid.offsetHeight) * (NOTCH.lines / term.rows / NOTCH.xterm)
    onGrid?.({ width: grid.offsetWidth, height: grid.offsetHeight })
    crop(grid)
  }

  /** Measures here alone: measuring causes a layout, which a flood must not pay for in each frame. */
  function crop(grid: HTMLElement): void {
    const around = host.parentElement
    if (!around) return
    const { clientWidth: width, clientHeight: height } = around
    const cell = grid.offsetWidth / term.cols
    const row = grid.offsetHeight / term.rows
    const whole = grid.offsetWidth <= width && grid.offsetHeight <= height
    cropped = whole ? null : { width, height, cell, row }
    const { cols, rows } = term
    const seen = { cols: Math.floor(width / cell), rows: Math.floor(height / row) }
    const most = (side: 'cols' | 'rows') => Math.min(seen[side], term[side])
    tell?.(whole ? { cols, rows } : { cols: most('cols'), rows: most('rows') }, { cols, rows })
    if (whole) around.scrollTo(0, 0)
    else followCursor()
  }

  function followCursor(): void {
    if (!cropped) return
    const { cursorX, cursorY } = term.buffer.active
    const left = Math.max(0, (cursorX + 2) * cropped.cell - cropped.width)
    const top = Math.max(0, (cursorY + 2) * cropped.row - cropped.height)
    host.parentElement?.scrollTo(left, top)
  }

  return {
    to({ width, height }, zoom) {
      box = { width, height, zoom }
      again()
    },
    again,
    followCursor,
  }
}
