import { constants, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** The media types of files that may be served, by extension. No other file is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** An author may put these beside a deck: pictures, styles and fonts. */
const ASSETS = new Set(
  Object.keys(TYPES).filter((extension) => extension !== '.js' && extension !== '.json'),
)

export function mediaType(file: string): string | null {
  return TYPES[extname(file).toLowerCase()] ?? null
}

export function isAsset(file: string): boolean {
  return ASSETS.has(extname(file).toLowerCase())
}

/**
 * Bytes. Files are held in memory while they are sent; a picture of a slide has a few megabytes,
 * and a larger file is there by mistake.
 */
const FILE_LIMIT = 32 * 1024 * 1024

/**
 * The regular files under a folder by their path in it, with `/` between names. Links are left out,
 * because they may lead to any file of this machine, and so is everything under a name that begins
 * with a dot.
 */
export function listFiles(folder: string): ReadonlyMap<string, string> {
  const files = filesUnder(folder).map((file) => {
    return [relative(folder, file).split(sep).join('/'), file] as const
  })
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Lists all files below a folder. `readdirSync` with `recursive` would follow links to folders from
 * Node 24 on.
 */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesUnder(path)
      return entry.isFile() ? [path] : []
    })
}

/** Reads a listed file; null where it has become a link, too large, or is gone. */
export async function readListed(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const { size } = await file.stat()
      return size > FILE_LIMIT ? null : await file.readFile()
    } finally {
      await file.close()
    }
  } catch {
    return null // The file was removed after it was listed: to the visitor it does not exist.
  }
}
