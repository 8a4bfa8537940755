import type { BigIntStats } from 'node:fs'
import { lstatSync, opendirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import { YAML_LIMIT } from '../../core/yaml/located.ts'
import { isMade } from '../../core/demo/pattern.ts'
import { parseDemo } from '../../core/demo/parse.ts'
import { defined } from '../../core/base/defined.ts'

/** An entry of the folder of a demo or a deck. */
export interface FolderFile {
  /** The path in the folder, with `/` between names. */
  readonly path: string
  /**
   * `other`: a pipe or a device. It has no contents, and opening it might wait for ever. `shut`: a
   * folder that cannot be listed; only among the files that the demo makes.
   */
  readonly kind: 'file' | 'link' | 'other' | 'shut'
  readonly bytes: number
  readonly executable: boolean
  /** The target of a link. */
  readonly target?: string
  /** Changes whenever the file is written, replaced or given other rights. */
  readonly stamp: string
  /** The last time at which it was written, replaced or given other rights: Unix time in ms. */
  readonly changed: number
}

/**
 * The roles of the files of a demo's folder, according to demo.yaml and .gitignore. Empty without a
 * demo.yaml.
 */
export interface FolderLayout {
  /**
   * Plain paths that setup and steps make. They are no part of the recorded script, and no approval
   * covers them.
   */
  readonly made: readonly string[]
  /**
   * The files of the recording. They are checked against the script, and played without running
   * anything.
   */
  readonly recording: ReadonlySet<string>
}

/** A larger folder cannot be approved: nobody reads that much, and it is checked again and again. */
export const MOST = { files: 10_000, bytes: 512 * 1024 * 1024 } as const
/**
 * The most files that a demo may make, more than two root file systems have. Only their names,
 * times and sizes are read.
 */
const MOST_MADE = 100_000

/** Parsed scripts by folder: a script is parsed once as long as its text stays the same. */
const known = new Map<string, { script: string; demo: Parts | null }>()

type Parts = Pick<Demo, 'made' | 'panes'>

/** Reads the layout from the current script on the disk. */
export function layoutOf(folder: string): FolderLayout {
  const script = textAt(join(folder, 'demo.yaml'))
  if (script === null) return { made: [], recording: new Set() }
  const before = known.get(folder)
  if (before?.script === script) return layoutFor(folder, before.demo)
  const demo = parseDemo('', 'demo.yaml', script).value
  known.set(folder, { script, demo })
  return layoutFor(folder, demo)
}

/**
 * Files that a demo makes are named in demo.yaml (`made`), or in the .gitignore beside it as a
 * plain rooted path (`/work/`). The latter is the older form, and an npm package cannot hold that
 * file.
 */
export function layoutFor(folder: string, demo: Parts | null): FolderLayout {
  const ignored = (textAt(join(folder, '.gitignore')) ?? '')
    .split(/\r?\n/)
    .map((line) => /^\/(.+?)\/?$/.exec(line.trimEnd())?.[1] ?? '')
    .filter(isMade)
  const casts = demo?.panes.map(({ id }) => `take/${id}.cast`) ?? []
  return {
    made: [...new Set([...(demo?.made ?? []), ...ignored])],
    recording: new Set(['take/take.json', ...casts]),
  }
}

/** Null if there is no such file, or if it is larger than a script may be. */
function textAt(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size > YAML_LIMIT.bytes) return null
  return readFileSync(path, 'utf8')
}

/**
 * Lists all files that an approval covers, in the order of names: everything but what the demo
 * makes and the regular files of the recording. Throws if something cannot be read, or if it is too
 * much.
 */
export function coveredFiles(
  folder: string,
  { made, recording }: FolderLayout,
): readonly FolderFile[] {
  const left = new Set(made)
  const files: FolderFile[] = []
  let bytes = 0
  walk(folder, '', { skips: (path) => left.has(path), most: MOST.files }, (file) => {
    if (file.kind === 'file' && recording.has(file.path)) return
    files.push(file)
    bytes += file.kind === 'file' ? file.bytes : 0
    if (files.length > MOST.files) throw tooMany(MOST.files)
    if (bytes > MOST.bytes)
      throw new Error(`it holds more than ${MOST.bytes / 1024 / 1024} MB, too much to be approved`)
  })
  return files
}

const tooMany = (most: number) =>
  new Error(`it has more than ${most} files, too many to be approved; \`made\` leaves some out`)

/** The files at the paths that setup and steps make, as far as these can be listed. */
export function madeFiles(
  folder: string,
  { made, recording }: FolderLayout,
): readonly FolderFile[] {
  const files: FolderFile[] = []
  const hear = (file: FolderFile) => {
    if (file.kind === 'file' && recording.has(file.path)) return
    files.push(file)
    if (files.length > MOST_MADE)
      throw new Error(`what it makes is more than ${MOST_MADE} files, too many to be known again`)
  }
  const shut = (path: string) => {
    const at = join(folder, path)
    hear(fileOf(at, path, lstatSync(at, { bigint: true }), 'shut'))
  }
  for (const path of [...made].sort(byCode)) {
    // A path inside another path of the list is found with the other.
    if (made.some((other) => path.startsWith(`${other}/`))) continue
    const at = join(folder, path)
    const stats = lstatSync(at, { bigint: true, throwIfNoEntry: false })
    if (!stats) continue
    if (!stats.isDirectory()) hear(fileOf(at, path, stats))
    else walk(at, `${path}/`, { skips: () => false, most: MOST_MADE, shut }, hear)
  }
  return files
}

interface Walk {
  readonly skips: (path: string) => boolean
  /** The most names in one folder. */
  readonly most: number
  /** Called for a folder that cannot be listed; if absent, the error is thrown. */
  readonly shut?: (path: string) => void
}

function walk(folder: string, prefix: string, how: Walk, hear: (file: FolderFile) => void): void {
  let names
  try {
    names = namesIn(folder, how.most)
  } catch (error) {
    if (!how.shut || (error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    return how.shut(prefix.slice(0, -1))
  }
  for (const name of names) {
    const path = prefix + name
    if (how.skips(path)) continue
    const at = join(folder, name)
    const stats = lstatSync(at, { bigint: true })
    if (stats.isDirectory()) walk(at, `${path}/`, how, hear)
    else hear(fileOf(at, path, stats))
  }
}

/** Compares by code units, so that the language of the machine does not change the order. */
const byCode = (a: string, b: string) => (a < b ? -1 : 1)

function namesIn(folder: string, most: number): readonly string[] {
  const names: string[] = []
  const open = opendirSync(folder)
  try {
    for (let entry = open.readSync(); entry; entry = open.readSync()) {
      names.push(entry.name)
      if (names.length > most) throw tooMany(most)
    }
  } finally {
    open.closeSync()
  }
  return names.sort(byCode)
}

function fileOf(at: string, path: string, stats: BigIntStats, known?: 'shut'): FolderFile {
  const { ino, size, mode, uid, mtimeNs, ctimeNs } = stats
  const kind = known ?? (stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other')
  return {
    path,
    kind,
    bytes: Number(size),
    executable: (mode & 0o111n) !== 0n,
    ...defined({ target: kind === 'link' ? readlinkSync(at) : undefined }),
    stamp: [ino, size, mode, uid, mtimeNs, ctimeNs].join(' '),
    changed: Number(ctimeNs / 1_000_000n),
  }
}
