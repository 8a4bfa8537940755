import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'

/** The recording is measured against the script, so it is no part of it. */
const TAKE = 'take'

/** Read at a time: large fixtures must not fill the memory. */
const CHUNK = 1024 * 1024

/**
 * SHA-256 (hex) over names and contents of all files of a demo's folder, in the order of their
 * names, but without `take/` and without what its own .gitignore says that setup makes (`made`).
 * A link is hashed as where it leads: outside of the folder it vouches for no more than a command
 * with an absolute path does. Throws if a file cannot be read.
 */
export function scriptHash(folder: string): string {
  const hash = createHash('sha256')
  for (const { path, kind, bytes, target = '' } of hashedFiles(folder)) {
    // Kinds and lengths before names and contents: no two folders give the same bytes.
    hash.update(`${kind} ${Buffer.byteLength(path)}:${path}`)
    if (kind === 'file') {
      hash.update(`${bytes}:`)
      hashFile(hash, join(folder, path))
    } else if (kind === 'link') hash.update(`${Buffer.byteLength(target)}:${target}`)
  }
  return hash.digest('hex')
}

/** What the hash covers, in its order. */
export interface HashedFile {
  /** In the folder, with `/` between names. */
  readonly path: string
  /** `other`: a pipe or a device has no contents of its own, and opening it might wait for ever. */
  readonly kind: 'file' | 'link' | 'other'
  readonly bytes: number
  readonly executable: boolean
  /** Where a link leads. */
  readonly target?: string
}

/** Throws if a folder cannot be read. */
export function hashedFiles(folder: string): readonly HashedFile[] {
  return walk(folder, '', new Set([TAKE, ...made(folder)]))
}

/**
 * The paths in a demo's own .gitignore that are rooted and plain: `/machines/`. They are made on
 * this machine by its setup, so they are part neither of what was approved nor of what was recorded.
 */
export function made(folder: string): readonly string[] {
  let text: string
  try {
    text = readFileSync(join(folder, '.gitignore'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const paths = text.split(/\r?\n/).map((line) => /^\/([^*?[\]!\\]+?)\/?\s*$/.exec(line)?.[1])
  return paths.filter((path) => path !== undefined).filter(isMade)
}

/** What git could not mean is hashed, and so is what says what the demo is. */
function isMade(path: string): boolean {
  return !/(^|\/)\.{0,2}(\/|$)/.test(path) && path !== 'demo.yaml' && path !== '.gitignore'
}

function walk(folder: string, prefix: string, left: ReadonlySet<string>): HashedFile[] {
  // By code units, so that no machine's language changes the order.
  const names = readdirSync(folder).sort((a, b) => (a < b ? -1 : 1))
  return names.flatMap((name): HashedFile[] => {
    const label = prefix + name
    if (left.has(label)) return []
    const path = join(folder, name)
    const stats = lstatSync(path)
    if (stats.isDirectory()) return walk(path, `${label}/`, left)
    const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other'
    const target = kind === 'link' ? { target: readlinkSync(path) } : {}
    return [
      { path: label, kind, bytes: stats.size, executable: (stats.mode & 0o111) !== 0, ...target },
    ]
  })
}

function hashFile(hash: Hash, path: string): void {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.alloc(CHUNK)
    for (;;) {
      const read = readSync(file, chunk)
      if (read === 0) return
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
}
