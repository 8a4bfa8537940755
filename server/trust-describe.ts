import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirementsOf } from '../core/demo.ts'
import type { Demo } from '../core/demo.ts'
import { diffLines } from '../core/line-diff.ts'
import { entriesOf, sheetLines, shownLines } from '../core/trust-sheet.ts'
import type { TrustFile, TrustSheet } from '../core/trust-sheet.ts'
import { visible } from '../core/visible.ts'
import type { HashedFile } from './library-hash.ts'
import { hashedFiles, made } from './library-hash.ts'

/** What was approved of the same folder before, as far as it was kept. */
export interface Before {
  /** The day, `2026-11-03`. */
  readonly on?: string
  /** As `sheetLines` gave them then; absent where they were too many to keep. */
  readonly lines?: readonly string[]
}

/** Text that is shown at most, in characters: of one file, and of all files of a demo. */
const SHOWN = { file: 64 * 1024, all: 256 * 1024 } as const
/** More files than anybody reads the names of. */
const FILES = 400

/**
 * All that a demo would run and use: its commands, every script with its text, and all else that an
 * approval covers. Take `hash` before `demo` is read. Throws if a file cannot be read.
 */
export function sheetOf(demo: Demo, folder: string, hash: string, before?: Before): TrustSheet {
  const found = hashedFiles(folder).filter(({ path }) => path !== 'demo.yaml')
  const texts = found.slice(0, FILES).map((file) => ({ file, ...textOf(folder, file) }))
  const scripts = [demo.setup, demo.teardown].map((script) => script?.replace(/^\.\//, ''))
  // Whatever is named in something that runs, runs: until nothing more is named.
  const commands = [
    ...demo.steps.flatMap(({ parts, rejoin = '' }) => [
      ...[...parts.values()].flatMap(({ cues }) =>
        cues.map((cue) => (cue.type === 'type' ? cue.text : '')),
      ),
      rejoin,
    ]),
    ...requirementsOf(demo).map((need) => (need.type === 'command' ? need.run : '')),
  ]
  const called = new Set<string>()
  for (let saying = commands; ;) {
    const more = texts.filter(
      ({ file, text }) =>
        !called.has(file.path) &&
        (scripts.includes(file.path) ||
          file.executable ||
          text?.startsWith('#!') === true ||
          saying.some((words) => words.includes(nameOf(file.path)))),
    )
    if (more.length === 0) break
    more.forEach(({ file }) => called.add(file.path))
    saying = more.map(({ text }) => text ?? '')
  }
  const bodies = texts.filter(({ file }) => called.has(file.path)).map(({ text }) => text ?? '')
  let left: number = SHOWN.all
  let barred: string | undefined
  const shown = (of: (typeof texts)[number]): TrustFile => {
    const { path, bytes } = of.file
    const base = { path: visible(path), bytes, called: called.has(path) }
    const whole = of.text
    if (whole === null) return { ...base, lines: [], why: of.why }
    const text = whole.slice(0, Math.min(SHOWN.file, left))
    left -= text.length
    if (text.length === whole.length) return { ...base, lines: shownLines(text) }
    if (base.called) barred ??= `${base.path} is too long to be shown whole`
    return { ...base, lines: shownLines(text), why: 'only its beginning is shown' }
  }
  // What runs comes first, so that nothing harmless uses up the room.
  const files = [
    ...texts.filter(({ file }) => called.has(file.path)),
    ...texts.filter(({ file }) => !called.has(file.path)),
  ].map(shown)
  if (found.length > FILES) barred ??= `it has ${found.length} files`
  const unseen = { made: made(folder), outside: outside([...commands, ...bodies]) }
  const entries = [...entriesOf(demo, bodies, unseen)]
  if (entries.reduce((sum, { where, text }) => sum + where.length + text.length, 0) > SHOWN.all)
    barred ??= 'its commands are too long to be shown whole'
  const sheet = { demo: demo.name, title: visible(demo.title), hash, entries, files }
  return {
    ...sheet,
    ...(before === undefined ? {} : { before: compared(before, sheetLines(sheet)) }),
    ...(barred === undefined ? {} : { barred }),
  }
}

function compared(
  { on, lines }: Before,
  now: readonly string[],
): NonNullable<TrustSheet['before']> {
  return {
    ...(on === undefined ? {} : { on }),
    changes: lines === undefined ? null : [...diffLines(lines, now)],
  }
}

/** Paths that lead out of the folder: what is there is in no hash, and may change unseen. */
function outside(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/(?<![\w/.])(?:\.\.\/)+[\w.][\w./-]*/g)])
  return [...new Set(found.map(([path]) => path))]
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** A file as text, or why it is none. */
export function textOf(
  folder: string,
  { path, kind, bytes }: HashedFile,
): { text: string; why?: undefined } | { text: null; why: string } {
  if (kind === 'link') return { text: null, why: 'a link' }
  if (kind === 'other') return { text: null, why: 'not a file' }
  if (bytes > 16 * SHOWN.all) return { text: null, why: 'too large to be shown' }
  const text = readFileSync(join(folder, path), 'utf8')
  return text.includes('\0') || text.includes('\ufffd') ? { text: null, why: 'not text' } : { text }
}
