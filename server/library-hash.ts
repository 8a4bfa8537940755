import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The recording is measured against the script, so it is no part of it. */
const NOT_HASHED = 'take'

/** Read at a time: large fixtures must not fill the memory. */
const CHUNK = 1024 * 1024

/**
 * SHA-256 (hex) over names and contents of all files of a demo's folder but `take/`, in the order
 * of their names. Links are followed: what they lead to is part of what would run. Throws if a file
 * cannot be read.
 */
export function scriptHash(folder: string): string {
  const hash = createHash('sha256')
  hashFolder(hash, folder, '', new Set())
  return hash.digest('hex')
}

function hashFolder(hash: Hash, folder: string, prefix: string, above: ReadonlySet<string>): void {
  const real = realpathSync(folder)
  // A link to a folder above itself has no end.
  if (above.has(real)) return
  // By code units, so that no machine's language changes the order.
  const names = readdirSync(folder).sort((a, b) => (a < b ? -1 : 1))
  for (const name of names) {
    if (prefix === '' && name === NOT_HASHED) continue
    const path = join(folder, name)
    const stats = follow(path)
    const label = prefix + name
    if (stats?.isDirectory()) hashFolder(hash, path, `${label}/`, new Set([...above, real]))
    else {
      // Lengths before names and contents: no two folders give the same bytes.
      const size = stats?.isFile() ? stats.size : -1
      hash.update(`${Buffer.byteLength(label)}:${label}${size}:`)
      // A pipe or a device has no contents of its own, and opening it might wait for ever.
      if (stats?.isFile()) hashFile(hash, path)
    }
  }
}

/** Nothing, where a link leads nowhere or round in a circle. */
function follow(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return undefined
    throw error
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
