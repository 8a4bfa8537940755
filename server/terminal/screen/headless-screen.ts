import xterm from '@xterm/headless'
import type { Clock } from '../../../core/base/clock.ts'
import { createEmitter } from '../../../core/base/emitter.ts'
import type { Size, Snapshot, Stop } from '../../../core/base/event.ts'
import type { ScreenText } from '../../../core/terminal/drawn.ts'
import { countCells } from '../../../core/terminal/width/count-cells.ts'
import { internalsOf } from './xterm-internals.ts'
import type { Charset, Internals } from './xterm-internals.ts'
import { createReplyLimit } from './reply-limit.ts'
import { snapshot } from './serialize.ts'

/** A terminal without a window. */
export interface Screen {
  readonly size: Size
  /** All bytes are parsed when it returns. */
  write(bytes: Uint8Array | string): void
  resize(size: Size): void
  /**
   * Written to a fresh terminal, a snapshot restores cells, attributes, cursor, both buffers and
   * all modes, but no scrollback. It is exact while the parser is between two sequences, as after
   * sanitized output.
   */
  snapshot(): Snapshot
  /** The visible text, without spaces at the ends of its lines. */
  lines(): string[]
  /** The row of the cursor, counted from the oldest line that is kept. */
  row(): number
  /**
   * The text from row `from` up to `to`, including what has scrolled away; a wrapped line counts as
   * one. For the alternate screen it is always the whole screen.
   */
  text(from: number, to?: number): string
  /** What stands on the screen, where wrapped lines count as one, and where the cursor is in it. */
  standing(): ScreenText
  /** Whether the program has asked for application cursor keys (DECCKM). */
  applicationKeys(): boolean
  /** The text that has scrolled off the top, oldest first. */
  scrollback(): string[]
  /**
   * Called with the answers to questions in the output: at most 64 bytes each, without line ends, at
   * most 50 a second. Other answers are dropped.
   */
  onReply(reply: (data: string) => void): Stop
  dispose(): void
}

export interface ScreenOptions {
  /** How many lines are kept after they scrolled away; 1,000 if absent. */
  readonly scrollback?: number
  /** The clock for the limit on answers. */
  readonly clock?: Pick<Clock, 'now'>
}

export function createScreen(size: Size, options: ScreenOptions = {}): Screen {
  const { scrollback = 1_000, clock = performance } = options
  const { terminal, core } = openTerminal(size, scrollback)
  const replies = createEmitter<[data: string]>()
  const mayReply = createReplyLimit(clock)
  terminal.onData((data) => {
    if (mayReply(data)) replies.emit(data)
  })
  const text = (buffer: { getLine(y: number): XLine | undefined }, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => {
      return (
        buffer
          .getLine(from + i)
          ?.translateToString(true)
          .trimEnd() ?? ''
      )
    })
  const screen: Screen = {
    get size() {
      return { cols: terminal.cols, rows: terminal.rows }
    },
    write: (bytes) => core.writeSync(bytes),
    resize: ({ cols, rows }) => terminal.resize(cols, rows),
    snapshot() {
      const now = { cols: terminal.cols, rows: terminal.rows }
      return { size: now, screen: snapshot(core, now, designate) }
    },
    lines() {
      const { active } = terminal.buffer
      return text(active, active.baseY, active.baseY + terminal.rows)
    },
    row: () => terminal.buffer.active.baseY + terminal.buffer.active.cursorY,
    text(from, to = Infinity) {
      const { active } = terminal.buffer
      const start = active.type === 'alternate' ? 0 : from
      let whole = ''
      for (let y = start; y < Math.min(to, active.length); y++) {
        const line = active.getLine(y)
        // A row that wraps is full, so spaces at its end belong to the text.
        const wraps = active.getLine(y + 1)?.isWrapped === true
        whole += `${y > start && line?.isWrapped !== true ? '\n' : ''}${line?.translateToString(!wraps) ?? ''}`
      }
      return whole
    },
    standing() {
      const { active } = terminal.buffer
      const top = active.baseY
      const lines: string[] = []
      let cursor = { line: 0, column: 0 }
      for (let y = 0; y < terminal.rows; y++) {
        const line = active.getLine(top + y)
        const wraps = active.getLine(top + y + 1)?.isWrapped === true && y + 1 < terminal.rows
        const text = line?.translateToString(!wraps) ?? ''
        const above = y > 0 && line?.isWrapped === true ? (lines.pop() ?? '') : ''
        lines.push(above + text)
        if (y === active.cursorY) {
          const before = line?.translateToString(false, 0, active.cursorX) ?? ''
          cursor = { line: lines.length - 1, column: above.length + before.length }
        }
      }
      return { lines, cursor }
    },
    applicationKeys: () => core.coreService.decPrivateModes.applicationCursorKeys,
    scrollback() {
      const { normal } = terminal.buffer
      return text(normal, 0, normal.baseY)
    },
    onReply: replies.on,
    dispose: () => terminal.dispose(),
  }
  insides.set(screen, core)
  return screen
}

interface XLine {
  translateToString(trimRight: boolean): string
}

function openTerminal(size: Size, scrollback: number) {
  const terminal = new xterm.Terminal({
    cols: size.cols,
    rows: size.rows,
    scrollback,
    allowProposedApi: true,
    // xterm warns about synchronous writing, which is safe here because no handler is asynchronous.
    logLevel: 'off',
  })
  countCells(terminal)
  return { terminal, core: internalsOf(terminal) }
}

/** The internals of a screen, for tests that compare two of them. */
export function inside(screen: Screen): Internals {
  const core = insides.get(screen)
  if (!core) throw new Error('invariant: this screen was not made by createScreen')
  return core
}
const insides = new WeakMap<Screen, Internals>()

/** Character sets that xterm knows, by the final byte that designates each. */
let charsets: ReadonlyMap<Charset, string> | undefined

function designate(charset: Charset): string | undefined {
  charsets ??= learnCharsets()
  return charsets.get(charset)
}

function learnCharsets(): ReadonlyMap<Charset, string> {
  const { terminal, core } = openTerminal({ cols: 2, rows: 1 }, 0)
  const finals = [...'0AB4C5RQKYE6ZH7=']
  const known = finals.map((final) => [charsetOf(core, final), final] as const)
  terminal.dispose()
  // Of several final bytes for the same set, the first one stays.
  return new Map(known.reverse())
}

function charsetOf(core: Internals, final: string): Charset {
  core.writeSync(`\x1b(${final}`)
  return core._charsetService.charset
}
