import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import { diffLines } from '../../core/base/diff.ts'
import { entriesOf, keptLines, shownLines, spokenIn } from '../../core/trust/sheet.ts'
import type { TrustFile, TrustSheet } from '../../core/trust/sheet.ts'
import { visible } from '../../core/terminal/show-invisible.ts'
import { defined } from '../../core/base/defined.ts'
import { coveredFiles, layoutOf, madeFiles } from '../files/folder-files.ts'
import type { FolderFile } from '../files/folder-files.ts'
import { mentions } from './mentions.ts'

/** The last approval of the same folder, as far as it was kept. */
export interface Before {
  /** The day, `2026-11-03`. */
  readonly on?: string
  /** What `keptLines` gave then; absent where it was too long to keep. */
  readonly lines?: readonly string[]
}

/** How many characters are shown at most, of one file and of all files of a demo. */
const SHOWN = { file: 64 * 1024, all: 256 * 1024 } as const
/** A demo with more files cannot be approved from a page: nobody reads so many names. */
const FILES = 400

/**
 * All that a demo would run and use: its commands, every script with its text, and all other files that
 * an approval covers. Take `hash` before `demo` is read. Throws if a file cannot be read.
 */
export function sheetOf(demo: Demo, folder: string, hash: string, before?: Before): TrustSheet {
  const layout = layoutOf(folder)
  const made = new Set(madeFiles(folder, layout))
  // The entries show what demo.yaml runs. Of the rest of that file only a change is shown.
  const all = [...coveredFiles(folder, layout), ...made]
  const found = all.filter(({ path }) => path !== 'demo.yaml')
  const texts = found.slice(0, FILES).map((file) => ({ file, ...textOf(folder, file) }))
  const scripts = [demo.setup, demo.teardown].map((script) => script?.replace(/^\.\//, ''))
  // A file that is named in something that runs may run too, so this repeats until no more are named.
  const commands = spokenIn(demo)
  const called = new Set<string>()
  for (let saying = commands.map(({ text }) => text); ;) {
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
  const bodies = texts
    .filter(({ file }) => called.has(file.path))
    .map(({ file, text }) => ({ where: file.path, text: text ?? '' }))
  let left: number = SHOWN.all
  let barred: string | undefined
  const shown = (of: (typeof texts)[number]): TrustFile => {
    const { path, bytes } = of.file
    const base = { path: visible(path), bytes, called: called.has(path) }
    const whole = of.text
    const about = (why?: string) => {
      const all = [
        of.file.executable && 'may be executed',
        made.has(of.file) && 'where setup makes things',
        why,
      ]
      const said = all.filter((one) => typeof one === 'string')
      return said.length === 0 ? {} : { why: said.join(', ') }
    }
    if (whole === null) return { ...base, lines: [], ...about(of.why) }
    const text = whole.slice(0, Math.min(SHOWN.file, left))
    left -= text.length
    if (text.length === whole.length) return { ...base, lines: shownLines(text), ...about() }
    if (base.called) barred ??= `${base.path} is too long to be shown whole`
    const why = `only its beginning is shown, ${mark(whole)}`
    return { ...base, lines: shownLines(text), ...about(why) }
  }
  // Files that run come first, so that harmless ones do not use up the characters that are shown.
  const files = [
    ...texts.filter(({ file }) => called.has(file.path)),
    ...texts.filter(({ file }) => !called.has(file.path)),
  ].map(shown)
  if (found.length > FILES) barred ??= `it has ${found.length} files`
  const unseen = mentions(folder, { demo, layout, found, spoken: [...commands, ...bodies] })
  const script =
    all.filter(({ path }) => path === 'demo.yaml').map((file) => scriptLine(folder, file))[0] ?? ''
  const entries = [
    ...entriesOf(
      demo,
      bodies.map(({ text }) => text),
      unseen,
    ),
  ]
  if (entries.reduce((sum, { where, text }) => sum + where.length + text.length, 0) > SHOWN.all)
    barred ??= 'its commands are too long to be shown whole'
  const sheet = { demo: demo.name, title: visible(demo.title), hash, entries, files, script }
  return {
    ...sheet,
    ...defined({ before: before && compared(before, keptLines(sheet)), barred }),
  }
}

function compared(
  { on, lines }: Before,
  now: readonly string[],
): NonNullable<TrustSheet['before']> {
  return {
    ...defined({ on }),
    changes: lines === undefined ? null : [...diffLines(lines, comparable(lines, now))],
  }
}

/** Older versions kept no line about the script as a whole, so it is left out of the comparison. */
const comparable = (then: readonly string[], now: readonly string[]) =>
  then.some(isScriptLine) ? now : now.filter((line) => !isScriptLine(line))

const isScriptLine = (line: string) => line.startsWith('file demo.yaml: ')

const scriptLine = (folder: string, { path, bytes }: FolderFile) =>
  `file ${path}: ${bytes} bytes, ${mark(readFileSync(join(folder, path)))}`

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** Stands for content that is not shown whole, so that a change of it can be seen all the same. */
const mark = (content: string | Buffer) =>
  `sha256 ${createHash('sha256').update(content).digest('hex').slice(0, 16)}`

/** The text of a file, or why it cannot be shown. */
export function textOf(
  folder: string,
  { path, kind, bytes, target = '', stamp }: FolderFile,
): { text: string; why?: undefined } | { text: null; why: string } {
  if (kind === 'link') return { text: null, why: `a link to ${visible(target)}` }
  if (kind === 'shut') return { text: null, why: 'a folder that cannot be read' }
  if (kind === 'other') return { text: null, why: 'not a file' }
  // The stamp changes whenever the content does, and needs no reading of a large file.
  if (bytes > 16 * SHOWN.all) return { text: null, why: `too large to be shown, ${mark(stamp)}` }
  const content = readFileSync(join(folder, path))
  const text = content.toString('utf8')
  const isText = !text.includes('\0') && !text.includes('\ufffd')
  return isText ? { text } : { text: null, why: `not text, ${mark(content)}` }
}
