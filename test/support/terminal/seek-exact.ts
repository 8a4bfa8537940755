import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { ChunkJson, TakeJson } from '../../../core/recording/bundle.ts'
import { decodeChunk, decodeTake, encodeTake } from '../../../core/recording/bundle-codec.ts'
import { readCast } from '../whole-cast.ts'
import { seeded } from '../../../core/base/clock.ts'
import type { Demo } from '../../../core/demo/model.ts'
import { fakeClock } from '../fake-clock.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createReplay } from '../../../core/playback/replay-driver.ts'
import { BLOCK } from '../../../server/recording/take/file-lines.ts'
import { createChunkStore } from '../../../server/recording/take/chunk-store.ts'
import { createScreen } from '../../../server/terminal/screen/headless-screen.ts'
import { loadTake } from '../../../server/recording/take/load-take.ts'
import { writeLongCast } from './long-cast.ts'

/**
 * Checks a long recording in ways that do not depend on speed: reading it returns to the event loop
 * once for each block, a seek unpacks one chunk, and the screen after it equals that of a terminal
 * that was fed from the start. Returns what does not hold.
 */
export async function seekSmoke(payload = 3_200_000, seeks = 20): Promise<readonly string[]> {
  const broken: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-seek-'))
  try {
    const file = join(folder, 'main.cast')
    await writeLongCast(file, { payload })
    const text = readFileSync(file, 'utf8')
    const store = createChunkStore()
    const demo = { panes: [{ id: 'main' }], steps: [{ id: 'watch' }] } as unknown as Demo
    let turns = 0
    let reading = true
    const turn = () => {
      turns++
      if (reading) setImmediate(turn)
    }
    turn()
    const { value } = await loadTake(folder, demo, [], store)
    reading = false
    const blocks = Math.floor(Buffer.byteLength(text) / BLOCK)
    if (turns < blocks) broken.push(`${turns} turns of the event loop for ${blocks} blocks`)
    const packed = await store.all()
    const take = value && decodeTake(JSON.parse(JSON.stringify(encodeTake(value))) as TakeJson)
    const pane = take?.panes.get('main')
    if (!pane?.segments[0]?.long) return [...broken, 'the recording was not cut into chunks']

    let loaded = 0
    const clock = fakeClock()
    const options = () => ({ idleLimit: 2_000, speed: 1 })
    const driver = createReplay(pane, clock, options, (n) => {
      loaded++
      return decodeChunk(JSON.parse(gunzipSync(packed[n]!).toString()) as ChunkJson)
    })
    let screen = createScreen(pane.size)
    driver.attach((signal) => {
      if (signal.type === 'output') screen.write(signal.data)
      if (signal.type !== 'reset') return
      screen.dispose()
      screen = createScreen(signal.snapshot.size)
      screen.write(signal.snapshot.screen)
    })
    driver.perform('watch')
    clock.advance(1)

    // One terminal is fed from the start, to each place in order; the seeks come in another order.
    const random = seeded(3)
    const { length } = pane.segments[0].long
    const places = Array.from({ length: seeks }, () => random() * length)
    const fed = createScreen(pane.size)
    const filter = createSanitizer({ size: pane.size }, { bytes: (bytes) => fed.write(bytes) })
    const expected = new Map<number, string>()
    const events = readCast(file, text).value?.events ?? []
    let next = 0
    for (const place of [...places].sort((a, b) => a - b)) {
      for (; next < events.length && Math.round(events[next]!.at) <= place; next++) {
        const event = events[next]!
        if (event.type === 'output') filter.push(event.data)
      }
      expected.set(place, fed.snapshot().screen)
    }
    for (const place of places) {
      loaded = 0
      driver.seek?.(place)
      const at = `${(place / 1000).toFixed(1)} s`
      if (loaded > 1) broken.push(`${loaded} chunks were unpacked for a seek to ${at}`)
      if (screen.snapshot().screen !== expected.get(place)) broken.push(`another screen at ${at}`)
    }
    return broken
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
