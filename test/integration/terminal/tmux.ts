import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Size } from '../../../core/base/event.ts'
import { readRows } from '../../../server/terminal/screen/cells.ts'
import type { Cell } from '../../../server/terminal/screen/cells.ts'
import { createScreen, inside } from '../../../server/terminal/screen/headless-screen.ts'
import type { Screen } from '../../../server/terminal/screen/headless-screen.ts'

/** The screen according to tmux. */
export interface Shown {
  readonly screen: Screen
  /** Column and row, from 0. */
  readonly cursor: readonly [number, number]
  /** How many columns of each row it lists: erased cells at the end of a row are left out. */
  readonly listed: readonly number[]
}
export interface Tmux {
  show(bytes: Uint8Array, size: Size): Promise<Shown>
  stop(): void
}

/** Printed as a title after the bytes: when tmux shows it, it has drawn all bytes. */
const END = 'all of it'

/** A tmux server of our own with our own configuration. */
export function openTmux(folder: string): Tmux {
  const socket = join(folder, 'tmux.sock')
  const env = { ...process.env, LC_ALL: 'C.UTF-8', TMUX: '' }
  const run = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', join(folder, 'tmux.conf'), ...args], {
      env,
      encoding: 'utf8',
      timeout: 10_000,
      cwd: folder,
    })
  // A status line would take a row, and a server without a session would end.
  writeFileSync(
    join(folder, 'tmux.conf'),
    'set -g status off\nset -g history-limit 100\nset -s exit-empty off\nset -g default-terminal tmux-256color\n',
  )
  let count = 0
  return {
    async show(bytes, { cols, rows }) {
      const name = `s${++count}`
      const file = join(folder, `${name}.bytes`)
      writeFileSync(file, Buffer.concat([bytes, Buffer.from(`\x1b]2;${END}\x1b\\`)]))
      const size = ['-x', String(cols), '-y', String(rows)]
      // The terminal is raw, because the bytes already have the line ends of the terminal they come
      // from.
      run('new-session', '-d', '-s', name, ...size, `stty raw -echo; cat ${file}; exec sleep 60`)
      const ask = (format: string) => run('display-message', '-p', '-t', name, format).trim()
      for (let tries = 0; ask('#{pane_title}') !== END; tries++) {
        if (tries > 400) throw new Error('tmux has not drawn it')
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      const lines = run('capture-pane', '-p', '-e', '-N', '-t', name).split('\n').slice(0, rows)
      const [x, y] = ask('#{cursor_x},#{cursor_y}').split(',').map(Number)
      run('kill-session', '-t', name)
      // tmux writes line drawing with shifts, for a G1 that has it.
      const screen = createScreen({ cols, rows }, { scrollback: 0 })
      screen.write('\x1b)0\x1b[?7l')
      const listed = lines.map((line, row) => {
        screen.write(`\x1b[${row + 1};1H${line}`)
        return inside(screen).buffers.active.x
      })
      return { screen, listed, cursor: [x!, y!] }
    },
    stop() {
      try {
        run('kill-server')
      } catch {
        // The server never started.
      }
    },
  }
}

const REVERSE = 0x04000000
const UNDERLINE = 0x10000000
const STRIKE = 0x80000000
const COLOUR = 0x3ffffff

/** A colour as people see it: the first sixteen have two names. */
const colour = (packed: number) => {
  const mode = (packed >>> 24) & 3
  if (mode === 0) return 'default'
  return mode === 3 ? `rgb ${packed & 0xffffff}` : `palette ${packed & 0xff}`
}

/**
 * The visible part of a cell. The text colour of a cell without a character is not visible, whether
 * printed or erased.
 */
function visible({ text, width, pen: { fg, bg, ext } }: Cell): string {
  const flags = ((fg & ~COLOUR & ~UNDERLINE) | 0) >>> 0
  const style = fg & UNDERLINE ? (ext >>> 26) & 7 : 0
  const isBlank = text === '' || text === ' '
  if (width === 0) return 'second half'
  if (isBlank && (fg & (REVERSE | STRIKE | UNDERLINE)) === 0) return `blank on ${colour(bg)}`
  const more = (bg & ~COLOUR & ~0x10000000) >>> 0
  return `${JSON.stringify(isBlank ? ' ' : text)} ${colour(fg)} on ${colour(bg)} ${flags} ${more} ${style}`
}

/** The cells in which the screens differ, and the cursor, as text for people. */
export function differences(ours: Screen, { screen, cursor, listed }: Shown): string[] {
  const { cols, rows } = ours.size
  const [mine, theirs] = [ours, screen].map((one) =>
    readRows(inside(one).buffers.active, cols, rows),
  )
  const found = mine!.flatMap((row, y) =>
    row.cells.flatMap((cell, x) => {
      const [a, b] = [cell, theirs![y]!.cells[x]!].map(visible)
      const isLeftOut = x >= (listed[y] ?? 0) && a!.startsWith('blank')
      return isLeftOut || a === b ? [] : [`${x},${y}: ${a}, tmux ${b}`]
    }),
  )
  const { x, y } = inside(ours).buffers.active
  // A cursor that waits to wrap may be past the last column or in it, and both are the same.
  const at = (column: number, row: number) => `${Math.min(column, cols - 1)},${row}`
  const [here, there] = [at(x, y), at(cursor[0], cursor[1])]
  return here === there ? found : [...found, `cursor at ${here}, tmux ${there}`]
}
