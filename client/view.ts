import { Terminal, type ITheme } from '@xterm/xterm'
import type { Emit, Size, Stop } from '../core/event.ts'
import { createFlood } from './flood.ts'
import { hasGpu } from './gpu.ts'
import { letStylesPass } from './nonce.ts'
import { palettes, type ThemeName } from './palette.ts'

/** Draws signals with xterm, and knows nothing else. */
export interface View {
  readonly emit: Emit
  /** What somebody types goes to `onData` until stopped. Otherwise no keyboard is wired here. */
  capture(onData: (data: string) => void): Stop
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
}

export const MONO = 'JetBrains Mono NL'
const FAMILY = `"${MONO}", ui-monospace, monospace`
/** xterm hides the cursor of a terminal that never had the focus; leaving a screen shows it. */
const SHOWN = '\x1b[?47l'
/** In CSS pixels: above 96 a cell is wider than any demo needs. */
const FONT = { min: 4, max: 96 } as const
/** On a phone, part of a grid that can be read is better than a whole one that cannot. */
const READABLE = 10.5
/** The row height of the font, in font sizes: where the search for the best size begins. */
const HEIGHT = 1.32
/** Lines kept above the screen, for a presenter who scrolls back. */
const SCROLLBACK = 2_000

export function createView(
  host: HTMLElement,
  size: Size,
  theme: ThemeName,
  { label, onGrid }: ViewOptions,
): View {
  letStylesPass(document)
  const term = deafTerminal({
    cols: size.cols,
    rows: size.rows,
    fontFamily: FAMILY,
    fontWeightBold: 700,
    fontSize: 16,
    // The font's own line height, so that box drawing joins from row to row.
    lineHeight: 1,
    scrollback: SCROLLBACK,
    cursorBlink: false,
    cursorInactiveStyle: 'block',
    allowTransparency: false,
    macOptionIsMeta: true,
    ...look(theme),
    linkHandler: { activate: (_event, url) => follow(url), allowNonHttpProtocols: false },
  })
  const flood = createFlood(term)
  let disposed = false
  let box = { width: 0, height: 0, zoom: 1 }
  /** What shows of a grid that is larger than its pane, and one cell of it; in CSS pixels. */
  let cropped: { width: number; height: number; cell: number; row: number } | null = null

  term.open(host)
  term.textarea?.setAttribute('aria-label', label)
  if (term.textarea) term.textarea.tabIndex = -1
  const rest = [term.onRender(() => followCursor())]

  const screen = () => host.querySelector<HTMLElement>('.xterm-screen')

  function refit(): void {
    const { width, height, zoom } = box
    const grid = screen()
    if (disposed || !grid || !(width > 0 && height > 0)) return
    const pixel = 1 / devicePixelRatio
    // A cell is a whole number of device pixels wide, or blocks and boxes show seams.
    const set = (cell: number) => {
      const px = (cell * pixel) / advance()
      term.options.fontSize = Math.min(FONT.max, Math.max(FONT.min, px))
    }
    const widest = Math.floor(width / term.cols / pixel)
    const highest = Math.ceil((height / term.rows / HEIGHT) * advance()) / pixel
    let cell = Math.max(1, Math.min(widest, Math.floor(highest) + 1))
    set(cell)
    // How tall a row becomes is known only when it is drawn, so the last step is found by trying.
    for (; cell > 1 && (grid.offsetHeight > height || grid.offsetWidth > width); set(cell)) cell--
    const wanted = Math.max(Math.round(cell * zoom), Math.ceil((READABLE * advance()) / pixel))
    if (wanted !== cell) set(wanted)
    onGrid?.({ width: grid.offsetWidth, height: grid.offsetHeight })
    crop(grid)
  }

  /** To measure is to lay out, which a flood must not pay for in each frame: it is done here alone. */
  function crop(grid: HTMLElement): void {
    const around = host.parentElement
    if (!around) return
    const { clientWidth: width, clientHeight: height } = around
    const cell = grid.offsetWidth / term.cols
    const row = grid.offsetHeight / term.rows
    const whole = grid.offsetWidth <= width && grid.offsetHeight <= height
    cropped = whole ? null : { width, height, cell, row }
    if (whole) around.scrollTo(0, 0)
    else followCursor()
  }

  /** Where the grid is larger than its pane, the place that is being written stays in sight. */
  function followCursor(): void {
    if (!cropped) return
    const { cursorX, cursorY } = term.buffer.active
    const left = Math.max(0, (cursorX + 2) * cropped.cell - cropped.width)
    const top = Math.max(0, (cursorY + 2) * cropped.row - cropped.height)
    host.parentElement?.scrollTo(left, top)
  }

  async function accelerate(): Promise<void> {
    if (!WEBGL || !hasGpu()) return
    const { WebglAddon } = await import('@xterm/addon-webgl')
    if (disposed) return
    const webgl = new WebglAddon()
    // Without its context the addon draws nothing; xterm goes on with DOM (F-31).
    webgl.onContextLoss(() => {
      webgl.dispose()
      refit()
    })
    term.loadAddon(webgl)
    refit()
  }
  // Drawing with DOM is complete in itself: where WebGL cannot start, nothing is missing.
  accelerate().catch(() => refit())

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
          term.write(`\x1bc${SHOWN}${signal.snapshot.screen}`, parsed)
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
        case 'input':
        case 'marker':
        case 'exit':
          break
        default:
          signal satisfies never
      }
    },
    capture(onData) {
      term.options.disableStdin = false
      const typed = term.onData(onData)
      return () => {
        typed.dispose()
        if (disposed) return
        term.options.disableStdin = true
        term.blur()
      }
    },
    fit({ width, height }, zoom = 1) {
      box = { width, height, zoom }
      refit()
    },
    theme(name) {
      Object.assign(term.options, look(name))
    },
    text() {
      const buffer = term.buffer.active
      return Array.from(
        { length: term.rows },
        (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '',
      )
        .join('\n')
        .trimEnd()
    },
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

/** The width of a cell in font sizes: the same letter and canvas that xterm measures with. */
function advance(): number {
  if (cellWidth !== undefined) return cellWidth
  const canvas = document.createElement('canvas').getContext('2d')
  if (canvas) canvas.font = `100px ${FAMILY}`
  const width = canvas?.measureText('W').width ?? 0
  return (cellWidth = width > 0 ? width / 100 : 0.6)
}
let cellWidth: number | undefined

function look(name: ThemeName): { theme: ITheme; minimumContrastRatio: number } {
  const { ansi, ...colours } = palettes[name]
  const [black, red, green, yellow, blue, magenta, cyan, white, ...bright] = ansi
  const dim = { black, red, green, yellow, blue, magenta, cyan, white }
  const vivid = Object.fromEntries(
    Object.keys(dim).map((key, n) => [
      `bright${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`,
      bright[n],
    ]),
  )
  // Programs choose their 256 colours for a dark screen; on a light one xterm mends the contrast.
  return {
    theme: { ...colours, ...dim, ...vivid } as ITheme,
    minimumContrastRatio: name === 'light' ? 4.5 : 1,
  }
}

/** A terminal that says nothing until somebody captures it. Needs no page: its test has none. */
export function deafTerminal(options: ConstructorParameters<typeof Terminal>[0]): Terminal {
  // A replay that answers a query would type into nothing, a live one into the shell (S-20).
  const term = new Terminal({ ...options, disableStdin: true })
  deafen(term)
  return term
}

/**
 * No view ever answers what a terminal is asked: the screen on the server does (S-20). `disableStdin`
 * alone would let answers through while somebody types by hand.
 */
function deafen({ parser }: Terminal): void {
  const swallow = () => true
  for (const final of ['c', 'n', 't']) parser.registerCsiHandler({ final }, swallow)
  for (const final of ['c', 'q']) parser.registerCsiHandler({ prefix: '>', final }, swallow)
  for (const final of ['n', 'u']) parser.registerCsiHandler({ prefix: '?', final }, swallow)
  parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow)
  parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow)
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow)
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow)
  // Colours may be set, and not asked for.
  for (const code of [4, 10, 11, 12]) parser.registerOscHandler(code, (data) => data.includes('?'))
  parser.registerOscHandler(52, swallow)
}

/** A link in a terminal may be anybody's: only the web, and the page that opens knows nothing of us. */
function follow(url: string): void {
  if (/^https?:\/\//i.test(url)) window.open(url, '_blank', 'noopener,noreferrer')
}
