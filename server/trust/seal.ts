import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { coveredFiles, layoutOf, madeFiles } from '../files/folder-files.ts'
import type { FolderFile, FolderLayout } from '../files/folder-files.ts'
import { hashFile } from '../files/folder-hash.ts'

/** Hashes of folders. An approval is for one folder, by its real path, with all of its content. */
export interface Seals {
  /**
   * SHA-256 (hex) over the folder's path and all that an approval covers there. Files are read again
   * only if the inode, size, rights or times of one have changed. Throws if something cannot be read, or
   * if there is too much.
   */
  covered(folder: string): string
  /**
   * SHA-256 (hex) over the inodes, sizes, rights and times of what lies where setup and steps make files;
   * undefined if nothing does. The files are not read, because some may belong to another user. Throws if
   * there are too many.
   */
  made(folder: string): string | undefined
}

/**
 * Milliseconds. The times of files are coarse, so a file that changed this recently may change
 * again and keep its time. The hash of its folder is then computed anew instead of kept.
 */
const YOUNG = 3_000

/** `now`: Unix time in milliseconds, like the times of files. */
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
      // The times are read before the contents, so that a file that is written meanwhile has
      // another time in the next comparison.
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
  // The same content in another folder needs an approval of its own.
  hash.update(`approval ${sized(realpathSync(folder))}`)
  for (const { path, kind, executable, bytes, target = '' } of files) {
    // Kinds and lengths come before names and contents, so that no two folders give the same bytes.
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
