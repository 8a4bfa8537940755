import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listFiles } from '../../files/assets.ts'

/** The built client: its files, and which of them each page begins with. */
export interface Built {
  /** By their path in the folder. */
  readonly files: ReadonlyMap<string, string>
  readonly present: Entrance
  readonly presenter: Entrance
  readonly library: Entrance
  /** The phone's page, with everything that it can load: its listener serves nothing else. */
  readonly remote: Entrance & { readonly files: readonly string[] }
  readonly greenRoom: Entrance
}

export interface Entrance {
  readonly scripts: readonly string[]
  /** What the scripts import. Named in the page, a browser loads it before it has read the scripts. */
  readonly imports: readonly string[]
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
 * Reads what `vite build` left in `dir`. Throws where there is no build, because there is no page to
 * serve then.
 */
export async function readBuilt(dir: string): Promise<Built> {
  const manifest = JSON.parse(await readFile(join(dir, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  const entrance = (source: string): Entrance => {
    const chunk = manifest[source]
    if (!chunk) throw new Error(`The built client in ${dir} lacks ${source}; build it again.`)
    const all = chunksOf(manifest, source)
    return {
      scripts: [`/${chunk.file}`],
      imports: all.filter((one) => one !== chunk).map((one) => `/${one.file}`),
      styles: [...new Set(all.flatMap((one) => one.css ?? []))].map((file) => `/${file}`),
    }
  }
  return {
    files: listFiles(dir),
    present: entrance('client/pages/present.ts'),
    presenter: entrance('client/pages/presenter.ts'),
    library: entrance('client/pages/library.ts'),
    remote: {
      ...entrance('client/pages/remote.ts'),
      files: filesOf(manifest, 'client/pages/remote.ts'),
    },
    greenRoom: entrance('client/pages/green-room.ts'),
  }
}

/** A chunk and all that it imports, the imports first. */
function chunksOf(
  manifest: Record<string, Chunk>,
  key: string,
  seen = new Set<string>(),
): readonly Chunk[] {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return []
  seen.add(key)
  return [...(chunk.imports ?? []).flatMap((other) => chunksOf(manifest, other, seen)), chunk]
}

/** Every file that a chunk can load, its own and those of its imports, by their path in the folder. */
function filesOf(manifest: Record<string, Chunk>, key: string): readonly string[] {
  const files = chunksOf(manifest, key).flatMap(({ file, css = [], assets = [] }) => [
    ...[file, ...css, ...assets],
  ])
  return [...new Set(files)]
}
