import { createServer } from 'node:http'
import { readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { seeded } from '../../core/base/clock.ts'
import { openWindow, type Window } from '../../test/support/browser/browser.ts'
import { percentile, type Absent, type Contender, type Figure, type Reading } from '../figure.ts'
import { longStage, writeLongCast } from '../../test/support/terminal/long-cast.ts'
import { fromNpm } from '../peers/npm.ts'
import { seekSmoke } from '../../test/support/terminal/seek-exact.ts'
import { startNaive } from '../peers/naive.ts'
import { startShow } from '../show.ts'

/** Characters of output, which make a file of 80 MB. */
const PAYLOAD = 60_000_000
const SEEKS = 50
const PLAYER = { name: 'asciinema-player', version: '3.18.0' }

/** Milliseconds from the navigation until the current screen has been painted. */
const PAINTED =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))'

/** The selectors of a ready terminal, in a page of ours and in one with xterm alone. */
const OURS = 'html[data-ready] .present .xterm-rows'
const BARE = '.xterm-rows'

/**
 * Runs in the page from its beginning: `shown` resolves when its first terminal has been painted.
 */
function watchLoad(terminal: string): void {
  const shown = new Promise<number>((done) => {
    const changes = new MutationObserver(() => {
      if (!document.querySelector(terminal)) return
      changes.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    })
    changes.observe(document, { childList: true, subtree: true, attributes: true })
  })
  Object.assign(globalThis, { shown })
}

/** Opens the page at `address`. Returns the ms from the navigation until it was `shown`. */
async function open(page: Page, address: string): Promise<number> {
  // A page in the background is never painted.
  await page.bringToFront()
  await page.goto(address)
  return Number(await page.evaluate('shown'))
}

async function heap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  const { metrics } = await cdp.send('Performance.getMetrics')
  await cdp.detach()
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 1e6
}

const places = () => {
  const random = seeded(7)
  return Array.from({ length: SEEKS }, () => 0.01 + 0.98 * random())
}

const reading = (load: number, seeks: readonly number[], mb: number): Reading => ({
  load,
  p50: percentile(seeks, 0.5),
  p99: percentile(seeks, 0.99),
  heap: mb,
})

/**
 * Characters of a recording that costs nothing beside a page: the rest of the load is the deck's.
 */
const SHORT = 20_000

async function ours(window: Window, stage: string, times: readonly number[]) {
  const began = performance.now()
  const show = await startShow('long', stage)
  await (await fetch(`${show.origin}/demos/long.json`)).text()
  const prepare = performance.now() - began
  const page = await window.context.newPage()
  await page.addInitScript(watchLoad, OURS)
  let address = show.link
  // The first load does not count: from then on its scripts are in the browser's cache.
  await opened()
  async function opened(): Promise<number> {
    const load = await open(page, address)
    // The link works once; from now on the tab has its token.
    address = `${show.origin}/decks/long/`
    return load
  }
  return {
    prepare,
    async load(): Promise<Reading> {
      const load = await opened()
      await page.goto('about:blank')
      return { load }
    },
    async turn(): Promise<Reading> {
      const load = await opened()
      await page.keyboard.press('PageDown')
      const line = page.locator('.present .playhead')
      await line.waitFor({ state: 'attached' })
      await page.waitForFunction(() => !document.querySelector<HTMLElement>('.playhead')?.hidden)
      const box = (await line.boundingBox())!
      const length = times.at(-1)!
      const taken: number[] = []
      for (const place of places()) {
        const x = Math.round(box.x + place * box.width)
        const seconds = ((x - box.x) / (box.width - 1)) * length
        const first = times.findIndex((t) => t > seconds) - 1
        await page.evaluate(watchArrival, [first - 2, first + 600] as const)
        await page.mouse.click(x, box.y + box.height - 2)
        taken.push(Number(await page.evaluate('arrived')))
      }
      const mb = await heap(page)
      await page.goto('about:blank')
      return reading(load, taken, mb)
    },
    close: () => show.stop(),
  }
}

/** A bound for every page with this terminal: one that opens it and does nothing else. */
async function bare(window: Window) {
  const server = await startNaive()
  const page = await window.context.newPage()
  await page.addInitScript(watchLoad, BARE)
  async function turn(): Promise<Reading> {
    const load = await open(page, `http://127.0.0.1:${server.port}/#memory`)
    await page.goto('about:blank')
    return { load }
  }
  // The first turn does not count, as for ours.
  await turn()
  return { turn, close: () => server.stop() }
}

/**
 * Measures the time from the press to the frame after the one that draws an event within this
 * range; NaN if none is drawn for five seconds. The result is in `arrived`.
 */
function watchArrival([from, to]: readonly [number, number]): void {
  const rows = document.querySelector('.present .xterm-rows')
  if (!rows) throw new Error('the terminal does not draw with DOM')
  const arrived = new Promise<number>((done) => {
    const pressed = () => {
      const began = performance.now()
      // Rows change in the frame that paints them.
      const changes = new MutationObserver(() => {
        const found = [...rows.textContent.matchAll(/#(\d+);/g)].map(([, n]) => Number(n))
        const last = Math.max(...found)
        if (last < from || last > to) return
        changes.disconnect()
        requestAnimationFrame(() => done(performance.now() - began))
      })
      changes.observe(rows, { childList: true, subtree: true, characterData: true })
      setTimeout(() => done(NaN), 5_000)
    }
    addEventListener('pointerdown', pressed, { capture: true, once: true })
  })
  Object.assign(globalThis, { arrived })
}

async function player(window: Window, cast: string, times: readonly number[], folder: string) {
  const bundle = join(folder, 'dist/bundle')
  const files: Record<string, [string, string]> = {
    '/player.js': [join(bundle, 'asciinema-player.min.js'), 'text/javascript'],
    '/player.css': [join(bundle, 'asciinema-player.css'), 'text/css'],
    '/long.cast': [cast, 'text/plain'],
  }
  const html = `<!doctype html><link rel="stylesheet" href="player.css"><div id="at"></div>
<script src="player.js"></script><script>
  const at = document.getElementById('at')
  const player = AsciinemaPlayer.create('/long.cast', at, { preload: true, fit: false })
  const shown = player.play().then(() => ${PAINTED})
</script>`
  const server = createServer((request, response) => {
    const [file, media] = files[request.url ?? ''] ?? ['', 'text/html']
    response.setHeader('Content-Type', media)
    if (file !== '' && file !== cast) response.setHeader('Cache-Control', 'max-age=3600')
    response.end(file === '' ? html : readFileSync(file))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const page = await window.context.newPage()
  const opened = () => open(page, `${origin}/`)
  // The first load does not count, as for ours.
  await opened()
  return {
    async turn(): Promise<Reading> {
      const load = await opened()
      const taken: number[] = []
      for (const place of places())
        taken.push(
          Number(
            await page.evaluate(`(async () => {
              const began = performance.now()
              await player.seek(${place * times.at(-1)!})
              return (await ${PAINTED}) - began
            })()`),
          ),
        )
      const mb = await heap(page)
      await page.goto('about:blank')
      return reading(load, taken, mb)
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

export const seek: Figure = {
  id: 'H6',
  title: 'a long recording',
  method:
    'An asciicast of 80 MB (half an hour of listings, logs, full screens), generated from a seed, in the same Chromium. Load: from the navigation, with scripts in the browser cache, to the second animation frame with a terminal, on the clock of the page. Ours is the whole deck (Reveal, fonts, the socket’s welcome), the player’s a page with nothing but the player. Seek: 50 random places while it plays, ours by a click on the line under the pane, the player’s by its `seek`; until the second animation frame with the new screen (two frames, some 33 ms, are in every figure). The floors of the load are the same deck with a recording of seconds, and a page that opens xterm and does nothing else. Heap: JSHeapUsedSize after a collection, at the end of the seeks. The player reads the cast whole, as it is; its segmented form, which has to be made beforehand, is not measured here.',
  measures: [
    { key: 'p50', label: 'seek, p50', unit: 'ms', better: 'less' },
    { key: 'p99', label: 'seek, p99', unit: 'ms', better: 'less', target: 60 },
    { key: 'load', label: 'load to first frame', unit: 'ms', better: 'less', target: 150 },
    { key: 'heap', label: 'heap', unit: 'MB', better: 'less', target: 25 },
    { key: 'prepare', label: 'once, from start to all of it read', unit: 'ms', better: 'less' },
  ],
  async open(say) {
    const { root, cast } = longStage()
    say('writing a cast of 80 MB')
    const times = await writeLongCast(cast, { payload: PAYLOAD })
    say(`${(statSync(cast).size / 1e6).toFixed(1)} MB, ${times.length} events; reading it`)
    const window = await openWindow({ width: 1280, height: 720 })
    const show = await ours(window, root, times)
    const brief = longStage()
    const short = await ours(
      window,
      brief.root,
      await writeLongCast(brief.cast, { payload: SHORT }),
    )
    const alone = await bare(window)
    let first = true
    const all: (Contender | Absent)[] = [
      {
        name: 'cuecast',
        role: 'ours',
        async turn() {
          const taken = await show.turn()
          const once = first ? { prepare: show.prepare } : {}
          first = false
          return { ...taken, ...once }
        },
        async close() {
          await show.close()
          await window.close()
          rmSync(root, { recursive: true, force: true })
        },
      },
    ]
    all.unshift({
      name: 'ours, a short recording',
      role: 'floor',
      turn: () => short.load(),
      async close() {
        await short.close()
        rmSync(brief.root, { recursive: true, force: true })
      },
    })
    all.unshift({ name: 'xterm alone', role: 'floor', turn: alone.turn, close: alone.close })
    const name = `${PLAYER.name} ${PLAYER.version}`
    const found = fromNpm(PLAYER.name, PLAYER.version)
    if ('why' in found) all.push({ name, skipped: found.why })
    else {
      const peer = await player(window, cast, times, found.folder)
      // Ours is closed last, because it owns the window.
      all.unshift({ name, role: 'peer', turn: () => peer.turn(), close: () => peer.close() })
    }
    return all
  },
  smoke: seekSmoke,
}
