import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file to print, and the size of its output in a terminal. */
export interface FloodFile {
  readonly path: string
  /** An empty file whose name has the same length. */
  readonly empty: string
  /** The bytes that a terminal prints for it: each newline becomes two characters. */
  readonly printed: number
  remove(): void
}

/**
 * Characters. A line with its newline is as wide as the terminal, so no line wraps and none is
 * short.
 */
const LINE = 80

/** The lines `from` to `to`; they are numbered, so that no two are equal. */
export function floodLines(from: number, to: number): string {
  const rest = 'the quick brown fox jumps over the lazy dog, 0123456789 (and) [so] {on} <x>'
  let text = ''
  for (let n = from; n < to; n++) text += `${n} ${rest}`.slice(0, LINE - 1).padEnd(LINE - 1) + '\n'
  return text
}

/** Writes `bytes` of text, rounded down to whole lines of 80 bytes. */
export function writeFlood(bytes: number): FloodFile {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-flood-'))
  const path = join(folder, 'full')
  const empty = join(folder, 'none')
  const lines = Math.floor(bytes / LINE)
  const file = openSync(path, 'w')
  for (let at = 0; at < lines; at += 10_000)
    writeSync(file, floodLines(at, Math.min(lines, at + 10_000)))
  closeSync(file)
  closeSync(openSync(empty, 'w'))
  return {
    path,
    empty,
    printed: lines * (LINE + 1),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
