import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { coveredFiles, layoutOf } from './folder-files.ts'

/** Read at a time: large fixtures must not fill the memory. */
const CHUNK = 1024 * 1024
const LEAST = 4 * 1024

/**
 * What a take was recorded of: SHA-256 (hex) over names and contents of the files in a demo's folder,
 * in the order of their names, but without its recording and what it makes. It is the same for a
 * demo that came in a package, so it depends on nothing that a package cannot hold: no file that npm
 * leaves out, no link, no empty folder, no rights. Throws if a file cannot be read.
 */
export function scriptHash(folder: string): string {
  const hash = createHash('sha256')
  for (const { path, kind, bytes } of coveredFiles(folder, layoutOf(folder))) {
    if (kind !== 'file' || !isPacked(path)) continue
    // Lengths before names and contents: no two folders give the same bytes.
    hash.update(`file ${Buffer.byteLength(path)}:${path}${bytes}:`)
    hashFile(hash, join(folder, path))
  }
  return hash.digest('hex')
}

/** What npm leaves out of a package, whatever its author says; of node_modules, not every npm does. */
const UNPACKED = new RegExp(
  `(?:^|/)(?:${[
    String.raw`\.git|\.gitignore|\.npmignore|\.npmrc|\.svn|\.hg|CVS|node_modules|archived-packages`,
    String.raw`\.DS_Store|npm-debug\.log|\._[^/]*|\.[^/]*\.swp|[^/]*\.orig`,
    String.raw`\.lock-wscript|\.wafpickle-[^/]*|build/config\.gypi`,
  ].join('|')})(?:/|$)`,
)

const isPacked = (path: string) => !UNPACKED.test(path)

/** Adds the contents. Throws where a pipe, say, has taken the file's place: nobody waits for it. */
export function hashFile(hash: Hash, path: string): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new Error(`${path} is not a file any more`)
    // Most are small, and a library has hundreds: nothing is cleared that is written over.
    const chunk = Buffer.allocUnsafe(Math.max(LEAST, Math.min(CHUNK, stats.size)))
    for (;;) {
      const read = readSync(file, chunk)
      if (read === 0) return
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
}
