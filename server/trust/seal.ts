import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { coveredFiles, layoutOf, madeFiles } from '../files/folder-files.ts'
import type { FolderFile, FolderLayout } from '../files/folder-files.ts'
import { hashFile } from '../files/folder-hash.ts'

/** What an approval is of: one folder, by its real path, with all of its content. */
export interface Seals {
  /**
   * SHA-256 (hex) over the folder's path and all that an approval covers there. Files are read only
   * if one of them is another than at the last time, by number, size, rights and times. Throws if
   * something cannot be read, or is too much.
   */
  covered(folder: string): string
  /**
   * What lies where setup and steps make things, by the same marks; undefined if nothing does. It is
   * never read, as it may be another user's by now. Throws if it is too much to be known again.
   */
  made(folder: string): string | undefined
}

/**
 * A clock ticks more slowly than a disk writes: a file whose time is younger than this (ms) may be
 * written once more without one.
 */
const YOUNG = 3_000

/** `now`: the time of day in ms, as files have it. */
export function createSeals(now: () => number): Seals {
  const known = new Map<string, { layout: FolderLayout; stamp: string; seal: string }>()
  return {
    covered(folder) {
      const before = known.get(folder)
      if (before && stampOf(coveredFiles(folder, before.layout)) === before.stamp)
        return before.seal
      known.delete(folder)
      const begun = now()
      const layout = layoutOf(folder)
      // Marks first, then contents: whatever is written meanwhile has other marks at the next look.
      const files = coveredFiles(folder, layout)
      const seal = sealOf(folder, files)
      if (youngest(files) < begun - YOUNG)
        known.set(folder, { layout, stamp: stampOf(files), seal })
      return seal
    },
    made(folder) {
      const files = madeFiles(folder, layoutOf(folder))
      return files.length === 0 ? undefined : digest(stampOf(files))
    },
  }
}

function sealOf(folder: string, files: readonly FolderFile[]): string {
  const hash = createHash('sha256')
  const sized = (text: string) => `${Buffer.byteLength(text)}:${text}`
  // Another folder with the same content is another approval.
  hash.update(`approval ${sized(realpathSync(folder))}`)
  for (const { path, kind, executable, bytes, target = '' } of files) {
    // Kinds and lengths before names and contents: no two folders give the same bytes.
    hash.update(`${kind}${executable && kind === 'file' ? '!' : ''} ${sized(path)}`)
    if (kind === 'file') {
      hash.update(`${bytes}:`)
      hashFile(hash, join(folder, path))
    } else if (kind === 'link') hash.update(sized(target))
  }
  return hash.digest('hex')
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const stampOf = (files: readonly FolderFile[]) =>
  files
    .map(({ path, kind, stamp, target = '' }) => JSON.stringify([path, kind, stamp, target]))
    .join('\n')

const youngest = (files: readonly FolderFile[]) =>
  files.reduce((last, { changed }) => Math.max(last, changed), 0)
