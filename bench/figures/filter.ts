import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSanitizer } from '../../core/terminal/sanitize/sanitizer.ts'
import { createScreen } from '../../server/terminal/screen/headless-screen.ts'
import type { Contender, Figure, Reading } from '../figure.ts'

const SIZE = { cols: 80, rows: 24 }
const TARGET = 40
const MB = 1_000_000
/** Bytes. Node gives a session pieces of this size. */
const PIECE = 64 * 1024
const BENIGN = join(import.meta.dirname, '../../test/fixtures/benign')

const repeat = (text: string | Uint8Array, megabytes: number): Uint8Array => {
  const one = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const bytes = new Uint8Array(Math.ceil((megabytes * MB) / one.length) * one.length)
  for (let at = 0; at < bytes.length; at += one.length) bytes.set(one, at)
  return bytes
}

/** The output of real programs, one after the other; an unfinished sequence of one is cancelled. */
const programs = () =>
  Buffer.concat(
    readdirSync(BENIGN).flatMap((name) => [
      readFileSync(join(BENIGN, name)),
      Buffer.from('\x18\x1b[m\r\n'),
    ]),
  )

const SAMPLES: Readonly<Record<string, () => string | Uint8Array>> = {
  plain: () => 'drwxr-xr-x 2 root root 4096 the quick brown fox jumps over the lazy dog\r\n',
  colours: () =>
    '\x1b[0;1;38;5;200mword\x1b[0m \x1b[32mok\x1b[m \x1b[38;2;12;34;56;48;5;7mx\x1b[0m\r\n',
  unicode: () => '日本語のテキスト 😀 é ü ñ e\u0301 ── │ ▁▂▃ кириллица\r\n',
  programs,
}

/** The speed in MB/s of each sample through the result of `open`, the fastest of three rounds. */
function measured(megabytes: number, open: () => (piece: Uint8Array) => void): Reading {
  const reading: Record<string, number> = {}
  for (const [key, make] of Object.entries(SAMPLES)) {
    const bytes = repeat(make(), megabytes)
    let best = 0
    // The first round also warms up the compiler, like the first second of a session.
    for (let round = 0; round < 3; round++) {
      const push = open()
      const begun = performance.now()
      for (let at = 0; at < bytes.length; at += PIECE) push(bytes.subarray(at, at + PIECE))
      best = Math.max(best, bytes.length / MB / ((performance.now() - begun) / 1_000))
    }
    reading[key] = best
  }
  return reading
}

function throughFilter(sink: (clean: Uint8Array) => void) {
  return () => {
    const filter = createSanitizer({ size: SIZE }, { bytes: sink })
    return (piece: Uint8Array) => filter.push(piece)
  }
}

const ours: Contender = {
  name: 'cuecast, filter alone',
  role: 'ours',
  turn: () =>
    Promise.resolve(
      measured(
        16,
        throughFilter(() => {}),
      ),
    ),
}
const parser: Contender = {
  name: '@xterm/headless 6.0, parse alone',
  role: 'floor',
  turn: () =>
    Promise.resolve(
      measured(2, () => {
        const screen = createScreen(SIZE)
        return (piece) => screen.write(piece)
      }),
    ),
}

export const filter: Figure = {
  id: 'H10',
  title: 'Making output safe',
  method:
    'Output goes through the filter in pieces of 64 KB: plain text, colours, text outside ASCII, and what vim, less, htop, tmux, git and others drew (test/fixtures/benign). The floor is what any view spends on parsing the same bytes: the filter must be cheap beside it.',
  measures: Object.keys(SAMPLES).map((key) => ({
    key,
    label: `filter, ${key}`,
    unit: 'MB/s',
    better: 'more' as const,
    target: TARGET,
  })),
  open: () => Promise.resolve([ours, parser]),
  smoke() {
    const broken: string[] = []
    for (const [key, make] of Object.entries(SAMPLES)) {
      // Programs also ask questions, which are removed.
      if (key === 'programs') continue
      const bytes = repeat(make(), 1)
      let out = 0
      let own = 0
      const push = throughFilter((clean) => {
        out += clean.length
        if (clean.buffer === bytes.buffer) own += clean.length
      })()
      push(bytes)
      if (bytes.length !== out) broken.push(`the filter took ${bytes.length - out} bytes of ${key}`)
      if (own !== out) broken.push(`the filter copied ${out - own} bytes of ${key}`)
    }
    return Promise.resolve(broken)
  },
}
