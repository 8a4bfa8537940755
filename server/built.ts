import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listFiles } from './media.ts'

/** The built client: its files, and which of them each page begins with. */
export interface Built {
  /** By their path in the folder. */
  readonly files: ReadonlyMap<string, string>
  readonly present: Entrance
  readonly library: Entrance
  /** The phone's page, with everything that it can load: its listener serves nothing else. */
  readonly remote: Entrance & { readonly files: readonly string[] }
}

export interface Entrance {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

/** One chunk in Vite's manifest, https://vite.dev/guide/backend-integration. */
interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
  readonly imports?: readonly string[]
}

/**
 * Reads what `vite build` left in `dir`. Throws where there is no build: without one there is no
 * page to serve, and the command that started us says so.
 */
export async function readBuilt(dir: string): Promise<Built> {
  const manifest = JSON.parse(await readFile(join(dir, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const entrance = (source: string): Entrance => {
    const chunk = manifest[source]
    if (!chunk) throw new Error(`The built client in ${dir} lacks ${source}; build it again.`)
    return { scripts: [`/${chunk.file}`], styles: stylesOf(manifest, source, new Set()) }
  }
  return {
    files: listFiles(dir),
    present: entrance('client/present.ts'),
    library: entrance('client/library.ts'),
    remote: {
      ...entrance('client/remote.ts'),
      files: filesOf(manifest, 'client/remote.ts', new Set()),
    },
  }
}

/** Every file that a chunk can load, its own and those of its imports, by their path in the folder. */
function filesOf(
  manifest: Record<string, Chunk>,
  key: string,
  seen: Set<string>,
): readonly string[] {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return []
  seen.add(key)
  const imported = (chunk.imports ?? []).flatMap((other) => filesOf(manifest, other, seen))
  return [...new Set([chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? []), ...imported])]
}

/** The styles of a chunk and of all that it imports, those of the imports first. */
function stylesOf(
  manifest: Record<string, Chunk>,
  key: string,
  seen: Set<string>,
): readonly string[] {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return []
  seen.add(key)
  const imported = (chunk.imports ?? []).flatMap((other) => stylesOf(manifest, other, seen))
  return [...new Set([...imported, ...(chunk.css ?? []).map((file) => `/${file}`)])]
}
