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
  hashFolder(hash, folder, '', new Set([TAKE, ...made(folder)]))
  return hash.digest('hex')
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

function hashFolder(hash: Hash, folder: string, prefix: string, left: ReadonlySet<string>): void {
  // By code units, so that no machine's language changes the order.
  for (const name of readdirSync(folder).sort((a, b) => (a < b ? -1 : 1))) {
    const label = prefix + name
    if (left.has(label)) continue
    const path = join(folder, name)
    const stats = lstatSync(path)
    if (stats.isDirectory()) hashFolder(hash, path, `${label}/`, left)
    // Kinds and lengths before names and contents: no two folders give the same bytes.
    else if (stats.isFile()) {
      hash.update(`file ${Buffer.byteLength(label)}:${label}${stats.size}:`)
      hashFile(hash, path)
    } else if (stats.isSymbolicLink()) {
      const target = readlinkSync(path)
      hash.update(`link ${Buffer.byteLength(label)}:${label}${Buffer.byteLength(target)}:${target}`)
    }
    // A pipe or a device has no contents of its own, and opening it might wait for ever.
    else hash.update(`other ${Buffer.byteLength(label)}:${label}`)
  }
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
