import { Terminal, type IBufferLine } from '@xterm/xterm'
import type { Emit, Size, Stop } from '../../core/base/event.ts'
import { countCells } from '../../core/terminal/width/count-cells.ts'
import { createDrawThrottle } from './draw-throttle.ts'
import { hasGpu } from './webgl.ts'
import { letStylesPass } from './csp-styles.ts'
import type { ThemeName } from './palette.ts'
import { deafen, meant } from './output-only.ts'
import { createFit, type TellSeen } from './fit.ts'
import { FAMILY, look } from './font-and-colours.ts'
import { keepTextLegible } from './internals/legible-text.ts'
import { resetTo } from './reset.ts'
import { keepEmojiApart } from './internals/separate-emoji.ts'
import { stillSelection } from './internals/stable-selection.ts'

/** One row of a terminal as text. */
export interface Row {
  readonly text: string
  /** Whether this row continues the line of the row above. */
  readonly goesOn: boolean
  /** The column (from 0) of the cell that holds the character at `index` of `text`. */
  columnAt(index: number): number
}

/** A run of cells: `size` of them from `column` of `row` on, continuing over the ends of rows. */
export interface Match {
  readonly row: number
  readonly column: number
  readonly size: number
}

/** A terminal on a page. It draws signals with xterm, and knows nothing of where they come from. */
export interface View {
  readonly emit: Emit
  /** Passes what somebody types to `onData` until stopped. At all other times the keyboard is ignored. */
  capture(onData: (data: string) => void): Stop
  /** Pastes as if it was typed; a program that asked for bracketed paste is told that it was pasted. */
  paste(text: string): void
  /** What somebody has selected; '' for nothing. */
  selected(): string
  readonly cols: number
  /** All rows, from the oldest that is kept above the screen to the last of the screen. */
  rows(): readonly Row[]
  /** Selects a match and brings it into sight; null selects nothing. */
  select(match: Match | null): void
  /** Scrolls back (negative) or forth by so many screens. */
  scroll(pages: number): void
  /** Scrolls to where output arrives. */
  bottom(): void
  /**
   * Chooses the font size with which the whole grid fills `box` (CSS pixels), times `zoom`. A box
   * without an area is ignored: a hidden slide has nothing to fit into.
   */
  fit(box: { readonly width: number; readonly height: number }, zoom?: number): void
  theme(name: ThemeName): void
  /** The screen as text, lines joined by newlines, without trailing blanks. */
  text(): string
  focus(): void
  dispose(): void
}

export interface ViewOptions {
  /** What a screen reader calls it. */
  readonly label: string
  /** Hears of the grid's size in CSS pixels whenever it changes. */
  readonly onGrid?: (grid: { readonly width: number; readonly height: number }) => void
  /** Hears how much of the grid is seen: not all where it is too large for its box. */
  readonly onSeen?: TellSeen
  /** Somebody pressed a link, which may be anybody's: ask before anything is opened. */
  readonly onLink?: (url: string) => void
  /** The shell has ended, and nothing hears what is typed any more. */
  readonly onEnd?: () => void
}

const OPTIONS = {
  fontFamily: FAMILY,
  fontWeightBold: 700,
  fontSize: 16,
  // The font's own line height, so that box drawing joins from row to row.
  lineHeight: 1,
  /** Lines kept above the screen, for a presenter who scrolls back. */
  scrollback: 2_000,
  cursorBlink: false,
  cursorInactiveStyle: 'block',
  allowTransparency: false,
  macOptionIsMeta: true,
} as const

export function createView(
  host: HTMLElement,
  size: Size,
  theme: ThemeName,
  { label, onGrid, onSeen, onLink, onEnd }: ViewOptions,
): View {
  letStylesPass(document)
  const term = deafTerminal({
    ...OPTIONS,
    ...look(theme),
    cols: size.cols,
    rows: size.rows,
    linkHandler: { activate: (_event, url) => onLink?.(url), allowNonHttpProtocols: false },
  })
  keepEmojiApart(term)
  const flood = createDrawThrottle(term)
  let disposed = false

  term.open(host)
  stillSelection(term)
  term.textarea?.setAttribute('aria-label', label)
  if (term.textarea) term.textarea.tabIndex = -1
  const fit = createFit(term, host, onGrid, onSeen)
  const rest = [term.onRender(() => fit.followCursor())]

  function refit(): void {
    if (!disposed) fit.again()
  }

  // The DOM renderer draws everything: where WebGL cannot start, nothing is missing.
  accelerate(term, () => disposed, refit).catch(() => refit())

  function resize({ cols, rows }: Size): void {
    if (disposed || (cols === term.cols && rows === term.rows)) return
    term.resize(cols, rows)
    refit()
  }

  return {
    emit(signal, parsed) {
      if (disposed) return parsed?.()
      switch (signal.type) {
        case 'reset':
          // A write is parsed whole before anything is drawn: no blank frame between two screens.
          term.write('', () => resize(signal.snapshot.size))
          term.write(resetTo(signal.snapshot), parsed)
          break
        case 'output':
          flood.given(signal.data.length)
          term.write(signal.data, () => {
            flood.parsed(signal.data.length)
            parsed?.()
          })
          break
        case 'resize':
          term.write('', () => resize(signal.size))
          break
        case 'exit':
          onEnd?.()
          break
        case 'input':
        case 'marker':
          break
        default:
          signal satisfies never
      }
    },
    capture(onData) {
      term.options.disableStdin = false
      const hear = (data: string) => {
        const typed = meant(data)
        if (typed !== null) onData(typed)
      }
      const typing = [term.onData(hear), term.onBinary(hear)]
      return () => {
        for (const each of typing) each.dispose()
        if (disposed) return
        term.options.disableStdin = true
        term.blur()
      }
    },
    fit(box, zoom = 1) {
      if (!disposed) fit.to(box, zoom)
    },
    theme(name) {
      Object.assign(term.options, look(name))
    },
    text: () => screenText(term),
    get cols() {
      return term.cols
    },
    paste: (text) => term.paste(text),
    selected: () => term.getSelection(),
    rows() {
      const { active } = term.buffer
      return Array.from({ length: active.length }, (_, at) => rowOf(active.getLine(at), term.cols))
    },
    select: (match) => select(term, match),
    scroll: (pages) => term.scrollLines(pages * (term.rows - 1)),
    bottom: () => term.scrollToBottom(),
    focus: () => term.focus(),
    dispose() {
      if (disposed) return
      disposed = true
      for (const each of rest) each.dispose()
      flood.stop()
      term.dispose()
    },
  }
}

/** A terminal that ignores the keyboard and answers no query. It needs no page, so a test can open it. */
export function deafTerminal(options: ConstructorParameters<typeof Terminal>[0]): Terminal {
  // Answers to a terminal's queries come from the screen on the server. An answer from here would be
  // typed into the shell a second time, or into nothing where this is a replay.
  const term = new Terminal({ ...options, disableStdin: true, allowProposedApi: true })
  deafen(term.parser)
  countCells(term)
  keepTextLegible(term)
  return term
}

/** Draws with the GPU from the second frame on, where there is one. `changed`: the renderer is another. */
async function accelerate(term: Terminal, disposed: () => boolean, changed: () => void) {
  if (!WEBGL) return
  // The first question to the GPU takes 10 ms and more, so the first screen is drawn before it.
  await painted()
  if (disposed() || !hasGpu()) return
  const { WebglAddon } = await import('@xterm/addon-webgl')
  if (disposed()) return
  const webgl = new WebglAddon()
  // Without its context the addon draws nothing; xterm goes on with its DOM renderer.
  webgl.onContextLoss(() => {
    webgl.dispose()
    changed()
  })
  term.loadAddon(webgl)
  changed()
}

function screenText({ buffer, rows }: Terminal): string {
  const { active } = buffer
  const lines = Array.from(
    { length: rows },
    (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
  )
  return lines.join('\n').trimEnd()
}

function select(term: Terminal, match: Match | null): void {
  if (!match) return term.clearSelection()
  const { row, column, size } = match
  term.select(column, row, size)
  const { viewportY } = term.buffer.active
  // The match comes to the middle, so that what stands around it can be read too.
  if (row < viewportY || row >= viewportY + term.rows)
    term.scrollLines(row - viewportY - Math.floor(term.rows / 2))
}

const painted = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))

function rowOf(line: IBufferLine | undefined, cols: number): Row {
  return {
    text: line?.translateToString() ?? '',
    goesOn: line?.isWrapped ?? false,
    columnAt(index) {
      let at = 0
      for (let column = 0; column < cols; column++) {
        const cell = line?.getCell(column)
        // The second half of a wide character has no text of its own.
        if (!cell || cell.getWidth() === 0) continue
        if (at >= index) return column
        at += cell.getChars().length || 1
      }
      return cols
    },
  }
}
