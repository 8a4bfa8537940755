import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { longStage, writeLongCast } from '../../support/terminal/long-cast.ts'
import { startShow, type BenchShow } from '../../../bench/show.ts'
import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { keepBundles } from '../../../server/recording/take/bundle-cache.ts'
import { exportDeck } from '../../../server/export/deck-export.ts'
import { openLibrary } from '../../../server/library/library.ts'
import { createLibraryContent } from '../../../server/web/content/library-content.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { ROOT, SOON } from '../support/show.ts'

let window: Window
let stage: { root: string; cast: string }
let times: readonly number[]
beforeAll(async () => {
  stage = longStage()
  times = await writeLongCast(stage.cast, { payload: 2_500_000 })
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(async () => {
  await window.close()
  rmSync(stage.root, { recursive: true, force: true })
})

const line = '.present .playhead'
const seconds = (page: Page) =>
  page.getAttribute(line, 'aria-valuenow').then((value) => Number(value))
/** The time of the last event on screen, in seconds of the recording. */
async function shown(page: Page): Promise<number> {
  const text = (await page.textContent('.present .xterm-rows')) ?? ''
  const last = Math.max(-1, ...[...text.matchAll(/#(\d+);/g)].map((found) => Number(found[1])))
  return times[last] ?? -1
}
/** Presses the line at `part` of the recording. Returns the time of that place. */
async function press(page: Page, part: number): Promise<number> {
  const box = (await page.locator(line).boundingBox())!
  await page.mouse.click(box.x + part * box.width, box.y + box.height - 2)
  return part * times.at(-1)!
}
/**
 * Expects that the recording has arrived at this time. It continues meanwhile, so it may be a
 * little later.
 */
async function arrives(page: Page, at: number): Promise<void> {
  const near = async () => {
    const after = (await shown(page)) - at
    return after > -1 && after < 20
  }
  await expect.poll(near, SOON).toBe(true)
}
async function begin(page: Page): Promise<void> {
  await page.waitForSelector('html[data-ready] .present .xterm-rows')
  expect(await page.locator(line).isVisible()).toBe(false)
  await page.keyboard.press('PageDown')
  await page.locator(line).waitFor()
}

describe('a long recording on stage', () => {
  let show: BenchShow
  let page: Page
  beforeAll(async () => {
    show = await startShow('long', stage.root)
    page = await window.context.newPage()
    await page.goto(show.link)
  })
  afterAll(() => show.stop())

  it('jumps to the pressed place of its line, and by five seconds with [ and ]', async () => {
    await begin(page)
    await arrives(page, await press(page, 0.6))
    const before = await seconds(page)
    await page.keyboard.press(']')
    await expect.poll(() => seconds(page), SOON).toBeGreaterThanOrEqual(before + 5)
    await page.keyboard.press('[')
    await page.keyboard.press('[')
    await expect.poll(() => seconds(page), SOON).toBeLessThanOrEqual(before + 2)
    expect(await page.getAttribute(line, 'aria-valuetext')).toMatch(/^.* s of .* s$/)
    expect(await page.getAttribute(line, 'role')).toBe('slider')
  })
  it('is not moved by a script', async () => {
    const before = await seconds(page)
    await page.evaluate((at) => {
      const element = document.querySelector(at)!
      const more = { bubbles: true, clientX: 1_200, button: 0, pointerId: 1 }
      element.dispatchEvent(new PointerEvent('pointerdown', more))
      dispatchEvent(new KeyboardEvent('keydown', { key: ']', bubbles: true }))
    }, line)
    expect(await seconds(page)).toBeLessThan(before + 5)
  })
  it('needs no server for the rest of it', async () => {
    const { take } = (await (await fetch(`${show.origin}/demos/long.json`)).json()) as DemoBundle
    const { long } = take!.panes['main']!.segments[0]!
    const fetched = (address: string) =>
      new Set(
        performance
          .getEntriesByType('resource')
          .flatMap(({ name }) => (name.includes(address) ? name : [])),
      ).size
    await expect.poll(() => page.evaluate(fetched, take!.chunks!), SOON).toBe(long!.starts.length)
    show.signal('SIGKILL')
    await expect.poll(() => page.textContent('.chrome .notice'), SOON).not.toBe('')
    await arrives(page, await press(page, 0.1))
    await arrives(page, await press(page, 0.9))
  })
  it('ends its step when it reaches its end, and can be watched again', async () => {
    await press(page, 0.9999)
    await page.waitForSelector('.present .mark[data-state="done"]', { timeout: 15_000 })
    await arrives(page, await press(page, 0.3))
    expect(await page.locator('.present .mark[data-state="done"]').count()).toBe(1)
  })
})

it('a long recording in an export is in its folder, and nowhere else', async () => {
  const out = join(stage.root, 'take home')
  const content = createLibraryContent({
    library: openLibrary([stage.root]),
    trusted: () => false,
    bundles: keepBundles(),
  })
  const offlineDir = join(ROOT, 'dist/offline')
  expect(await exportDeck({ deck: 'long', out, content, offlineDir })).toMatchObject({ ok: true })
  expect(readdirSync(join(out, 'takes/long')).length).toBeGreaterThan(10)
  const page = await window.context.newPage()
  const [asked, said]: [string[], string[]] = [[], []]
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  const folder = pathToFileURL(out).href
  await page.goto(`${folder}/index.html`)
  await begin(page)
  await arrives(page, await press(page, 0.8))
  await arrives(page, await press(page, 0.2))
  // The page loaded a few chunks of the recording, and not all of it.
  const chunks = asked.filter((url) => url.includes('/takes/long/'))
  expect(chunks.length).toBeGreaterThan(3)
  expect(new Set(chunks).size).toBeLessThan(readdirSync(join(out, 'takes/long')).length)
  expect(asked.filter((url) => !url.startsWith(`${folder}/`) && !/^data:/.test(url))).toEqual([])
  expect(said).toEqual([])
  // A missing chunk is no error of the page, and the screen stays.
  const place = await shown(page)
  rmSync(join(out, 'takes'), { recursive: true })
  await press(page, 0.5)
  await expect.poll(() => shown(page), SOON).toBeGreaterThan(place)
})
