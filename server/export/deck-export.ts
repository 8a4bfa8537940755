import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { DemoBundle } from '../../core/recording/bundle.ts'
import { reason } from '../base/result.ts'
import { findLeaks } from './leak-check.ts'
import { listFiles, readListed } from '../files/assets.ts'
import { offlinePage } from '../web/pages/offline.ts'
import type { Content } from '../web/content/content.ts'
import { makeFolder } from '../base/state-folder.ts'

export interface ExportOptions {
  /** The deck's name. */
  readonly deck: string
  /** The folder to write. */
  readonly out: string
  readonly content: Content
  /** The built offline player (`dist/offline`). */
  readonly offlineDir: string
  /** Values that no file may hold, plain or in a form that `findLeaks` checks. */
  readonly secrets?: readonly string[]
  /** Write into a folder that holds other files too. They are left alone. */
  readonly force?: boolean
}

export type Exported =
  | {
      readonly ok: true
      readonly folder: string
      readonly files: number
      readonly bytes: number
      /** What the reader of the export will miss, as text. */
      readonly problems: readonly string[]
      /** Which of its recordings cannot be read, as text. */
      readonly damage: readonly string[]
    }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Lists the files of an export, so that a later one knows which it may replace. */
const RECEIPT = 'cuecast-export.json'

type Files = Map<string, string | Uint8Array>

/**
 * Writes a deck as a folder that plays from `file://`. The folder is written beside its place and then
 * renamed, so an export that is interrupted leaves the one before it whole.
 */
export async function exportDeck(options: ExportOptions): Promise<Exported> {
  const { content, deck } = options
  const page = await content.page(deck)
  if (!page) return no(`there is no deck \`${deck}\``)
  const problems = [...page.problems]
  const damage: string[] = []
  const bundles = new Map<string, DemoBundle>()
  const files: Files = new Map()
  const chunks: Files = new Map()
  const leaks: string[] = []
  for (const name of page.demos) {
    const bundle = whole(await content.bundle(name), damage)
    if (bundle?.take?.chunks !== undefined) {
      const base = `takes/${name}/`
      bundles.set(name, { ...bundle, take: { ...bundle.take, chunks: base } })
      for (const [address, bytes] of chunksOf(content, bundle.take.chunks)) {
        const place = base + address
        // Checked unpacked, because a secret cannot be found in packed bytes.
        const text = new Map([[`${place}.js`, await unpack(bytes)]])
        leaks.push(...findLeaks(text, options.secrets ?? []))
        chunks.set(`${place}.js`, chunkScript(place, bytes))
      }
    } else if (bundle) bundles.set(name, bundle)
    if (!bundle?.take) problems.push(`demo \`${name}\` has no take: nothing of it will play`)
  }
  // Problems are told in the result, for the author. Readers of the export could not solve them.
  const html = (nonce: string) => offlinePage({ ...page, name: deck, nonce, bundles, problems: [] })
  // The nonce comes from the content, so that the same deck exports to the same bytes.
  const nonce = createHash('sha256').update(html('')).digest('base64url').slice(0, 22)
  files.set('index.html', html(nonce))
  await addPlayer(files, options.offlineDir)
  for (const [path, file] of content.assets(deck)) {
    if (files.has(path)) return no(`the deck's file ${path} has the name of a file of the player`)
    const bytes = await readListed(file)
    if (bytes === null) return no(`the deck's file ${path} cannot be read`)
    files.set(path, bytes)
  }
  leaks.push(...findLeaks(files, options.secrets ?? []))
  if (leaks.length > 0) return { ok: false, problems: leaks }
  for (const [path, script] of chunks) {
    if (files.has(path)) return no(`the deck's file ${path} has the name of a part of a recording`)
    files.set(path, script)
  }
  files.set(RECEIPT, `${JSON.stringify({ deck, files: [...files.keys()].sort() }, null, 2)}\n`)

  const folder = resolve(options.out)
  const foreign = await foreignFiles(folder)
  if (foreign === null) return no(`${folder} is a file, or lies in one; choose another folder`)
  if (foreign.length > 0 && !options.force) {
    const [first = ''] = foreign
    return no(`${folder} holds files that no export wrote, such as ${first}; choose another folder`)
  }
  try {
    await (foreign.length > 0 ? writeInto(folder, files) : writeBeside(folder, files))
  } catch (error) {
    throw new Error(`${folder} is not written: ${reason(error)}`, { cause: error })
  }
  const bytes = [...files.values()].reduce((sum, data) => sum + Buffer.byteLength(data), 0)
  return { ok: true, folder, files: files.size, bytes, problems, damage }
}

/** The bundle without its damage, which goes to `told`: it is for the author and not for readers. */
function whole(bundle: DemoBundle | null, told: string[]): DemoBundle | null {
  if (!bundle) return null
  const { damage = [], ...rest } = bundle
  told.push(...damage)
  return rest
}

const no = (problem: string): Exported => ({ ok: false, problems: [problem] })

/** The chunks under an address, by what follows it: their number. */
function chunksOf(content: Content, base: string): [string, Uint8Array][] {
  return [...content.chunks()].flatMap(([address, bytes]): [string, Uint8Array][] =>
    address.startsWith(base) ? [[address.slice(base.length), bytes]] : [],
  )
}

/** A chunk as a classic script, which is all that a page opened from disk may load. */
const chunkScript = (place: string, bytes: Uint8Array) =>
  `cuecastChunk(${JSON.stringify(place)}, "${Buffer.from(bytes).toString('base64')}")\n`

const unpack = promisify(gunzip)

/**
 * Fonts go into the style sheet: Firefox gives each file an origin of its own and loads no font
 * across origins.
 */
async function addPlayer(files: Files, dir: string): Promise<void> {
  const built = listFiles(dir)
  for (const name of ['offline.js', 'offline.css']) {
    const path = built.get(name)
    const bytes = path === undefined ? null : await readListed(path)
    if (!bytes) throw new Error(`The offline player in ${dir} lacks ${name}; build it again.`)
    files.set(name, bytes.toString('utf8'))
  }
  let css = String(files.get('offline.css'))
  for (const [path, file] of built) {
    if (!path.endsWith('.woff2') || !css.includes(path)) continue
    const font = await readListed(file)
    if (!font) throw new Error(`The font ${file} cannot be read.`)
    const data = `data:font/woff2;base64,${font.toString('base64')}`
    css = css.replaceAll(`./${path}`, data).replaceAll(`url(${path})`, `url(${data})`)
  }
  files.set('offline.css', css)
}

/** Files in `folder` that no export of ours wrote; null where `folder` cannot be a folder. */
async function foreignFiles(folder: string): Promise<readonly string[] | null> {
  const present = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      if (error.code === 'ENOTDIR') return null
      throw error
    },
  )
  if (present === null) return null
  const receipt = await readListed(join(folder, RECEIPT))
  const ours = new Set([RECEIPT, ...filesOf(receipt)])
  return present
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !ours.has(path.split(/[\\/]/).join(posix.sep)))
}

function filesOf(receipt: Buffer | null): readonly string[] {
  try {
    const value = JSON.parse(receipt?.toString('utf8') ?? '{}') as { files?: unknown }
    return Array.isArray(value.files) ? value.files.filter((file) => typeof file === 'string') : []
  } catch {
    return [] // Not a receipt of ours, so nothing here is ours.
  }
}

async function writeInto(folder: string, files: Files): Promise<void> {
  for (const [path, data] of files) {
    makeFolder(dirname(join(folder, path)), 0o777)
    await writeFile(join(folder, path), data)
  }
}

async function writeBeside(folder: string, files: Files): Promise<void> {
  makeFolder(dirname(folder), 0o777)
  const beside = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
  try {
    const [fresh, old] = [join(beside, 'new'), join(beside, 'old')]
    await writeInto(fresh, files)
    await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    try {
      await rename(fresh, folder)
    } catch (error) {
      // The old export goes back to its place, before the folder beside it is removed.
      await rename(old, folder).catch(() => {})
      throw error
    }
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
