import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { coveredFiles, layoutOf } from './folder-files.ts'

/** Bytes read at a time, so that large files do not fill the memory. */
const CHUNK = 1024 * 1024
const LEAST = 4 * 1024

/**
 * Identifies the script that a take was recorded with: SHA-256 (hex) over names and contents of the
 * files in a demo's folder, in the order of their names, without its recording and what it makes. A
 * demo that is installed from an npm package has the same hash, so files that npm leaves out, links,
 * empty folders and rights do not count. Throws if a file cannot be read.
 */
export function scriptHash(folder: string): string {
  const hash = createHash('sha256')
  for (const { path, kind, bytes } of coveredFiles(folder, layoutOf(folder))) {
    if (kind !== 'file' || !isPacked(path)) continue
    // The lengths before names and contents ensure that no two folders give the same bytes.
    hash.update(`file ${Buffer.byteLength(path)}:${path}${bytes}:`)
    hashFile(hash, join(folder, path))
  }
  return hash.digest('hex')
}

/**
 * The files that npm leaves out of a package, whatever its author says. Not every npm leaves out
 * node_modules.
 */
const UNPACKED = new RegExp(
  `(?:^|/)(?:${[
    String.raw`\.git|\.gitignore|\.npmignore|\.npmrc|\.svn|\.hg|CVS|node_modules|archived-packages`,
    String.raw`\.DS_Store|npm-debug\.log|\._[^/]*|\.[^/]*\.swp|[^/]*\.orig`,
    String.raw`\.lock-wscript|\.wafpickle-[^/]*|build/config\.gypi`,
  ].join('|')})(?:/|$)`,
)

const isPacked = (path: string) => !UNPACKED.test(path)

/**
 * Adds the contents of a file. Throws if a pipe or device has taken the file's place, because
 * reading that could block.
 */
export function hashFile(hash: Hash, path: string): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new Error(`${path} is not a file any more`)
    // Most files are small and a library has hundreds, so the buffer is small and is not cleared.
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
