import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { writeLongCast } from '../../../test/support/terminal/long-cast.ts'
import type { ChunkJson } from '../../../core/recording/bundle.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { CHUNK } from '../../../core/recording/chunker.ts'
import { keepBundles } from './bundle-cache.ts'
import { BLOCK, eachLine } from './file-lines.ts'
import { openLibrary } from '../../library/library.ts'
import { createRoutes, keepRoutes } from '../../web/http/routes.ts'
import { createLibraryContent } from '../../web/content/library-content.ts'

const root = mkdtempSync(join(tmpdir(), 'cuecast-bundle-'))
afterAll(() => rmSync(root, { recursive: true }))

async function demo(name: string, payload: number): Promise<void> {
  mkdirSync(join(root, 'demos', name, 'take'), { recursive: true })
  writeFileSync(
    join(root, 'demos', name, 'demo.yaml'),
    "title: T\npanes:\n  main: {}\nsteps:\n  - id: one\n    run: 'true'\n",
  )
  await writeLongCast(join(root, 'demos', name, 'take/main.cast'), { payload })
}
const built = {
  files: new Map<string, string>(),
  present: { scripts: [], imports: [], styles: [] },
  presenter: { scripts: [], imports: [], styles: [] },
  library: { scripts: [], imports: [], styles: [] },
  remote: { scripts: [], imports: [], styles: [], files: [] },
  greenRoom: { scripts: [], imports: [], styles: [] },
}
const open = () =>
  createLibraryContent({
    library: openLibrary([root]),
    trusted: () => false,
    bundles: keepBundles(),
  })

describe('the bundle of a long recording', () => {
  it('names chunks, each of which is in the manifest at once, and no other is', async () => {
    await demo('long', 1_000_000)
    const content = open()
    const manifest = keepRoutes(
      fakeClock(),
      () => createRoutes(content, built),
      () => content.chunks(),
    )
    const before = [...manifest().keys()]
    const take = (await content.bundle('long'))?.take
    const [segment] = take?.panes['main']?.segments ?? []
    const count = segment?.long?.starts.length ?? 0
    expect(count).toBeGreaterThan(4)
    expect(segment?.events).toEqual([])
    const added = [...manifest().keys()].filter((path) => !before.includes(path))
    expect(take?.chunks).toMatch(/^\/demos\/long\/[\w-]{12}\/$/)
    expect(added).toEqual(Array.from({ length: count }, (_, n) => `${take?.chunks}${n}`))

    let first = 0
    for (const path of added) {
      const entry = manifest().get(path)
      if (entry?.type !== 'file') throw new Error(`${path} is no file`)
      expect([entry.media, entry.immutable]).toEqual(['application/gzip', true])
      const bytes = gunzipSync((await entry.load()) ?? '').toString()
      const chunk = JSON.parse(bytes) as ChunkJson
      expect(chunk.first).toBe(first)
      first += chunk.events.length
      const output = chunk.events.reduce((sum, [, , data]) => sum + Buffer.byteLength(data), 0)
      // The event that fills a chunk is still in it.
      expect(output).toBeLessThan(CHUNK.bytes + 4_096)
    }
  })
  it('has another address if the recording differs; a page with the old one can continue', async () => {
    await demo('swap', 1_000_000)
    const content = open()
    const address = async () => (await content.bundle('swap'))?.take?.chunks ?? ''
    const served = (at: string) =>
      [...content.chunks().keys()].filter((path) => path.startsWith(at)).length
    const old = await address()
    const count = served(old)
    await demo('swap', 1_100_000)
    const fresh = await address()
    expect(fresh).not.toBe(old)
    expect(served(old)).toBe(count)
    writeFileSync(join(root, 'demos/swap/take/main.cast'), 'damaged')
    expect((await content.bundle('swap'))?.take).toBeNull()
    expect(served(fresh)).toBeGreaterThan(count)
    // And no older one: a talk that is recorded again and again holds two.
    expect(served(old)).toBe(0)
  })

  it('is still there for a page that is opened anew when the folder of its demo has gone', async () => {
    await demo('gone', 1_000)
    const content = open()
    const before = await content.bundle('gone')
    rmSync(join(root, 'demos/gone'), { recursive: true })
    expect(await content.bundle('gone')).toBe(before)
    expect(before?.take).not.toBeNull()
    expect(await content.bundle('never')).toBeNull()
  })
  it('is unchanged if nothing is long', async () => {
    await demo('short', 100_000)
    const content = open()
    const take = (await content.bundle('short'))?.take
    expect(take).not.toHaveProperty('chunks')
    expect(take?.panes['main']?.segments[0]).not.toHaveProperty('long')
    expect(content.chunks().size).toBe(0)
  })
})

it('a file is read in blocks, so that nobody waits for more than one', async () => {
  const file = join(root, 'demos/long/take/main.cast')
  let turn = 0
  let reading = true
  const next = () => {
    turn++
    if (reading) setImmediate(next)
  }
  setImmediate(next)
  const worked = new Map<number, number>()
  await eachLine(file, 1_000_000, (line) => {
    worked.set(turn, (worked.get(turn) ?? 0) + line.length)
    return true
  })
  reading = false
  expect(BLOCK).toBeLessThanOrEqual(128 * 1024)
  expect(worked.size).toBeGreaterThan(10)
  // A line that began in the block before is counted where it ends.
  expect(Math.max(...worked.values())).toBeLessThanOrEqual(BLOCK + 8_192)
})
