import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exportDeck } from '../../../server/export/deck-export.ts'
import { openLibrary } from '../../../server/library/library.ts'
import { createLibraryContent } from '../../../server/web/content/library-content.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { dim } from '../support/contrast.ts'

/** Tests of a deck with flag maps, exported and opened from its folder. */
const ROOT = join(import.meta.dirname, '../../..')
const DECK = `# Flags

---

\`\`\`flagmap flags.json
flags: -m, --read-only, --rm, --pid, --network host
\`\`\`

---

## What the engine keeps

\`\`\`flagmap flags.json
group: engine
\`\`\`

---

# End
`
let root: string
let window: Window
let page: Page
let address: string
const trouble: string[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-flagmap-'))
  const folder = join(root, 'slides/talk')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'deck.md'), DECK)
  cpSync(join(ROOT, 'slides/little-engine/flags.json'), join(folder, 'flags.json'))
  const content = createLibraryContent({
    library: openLibrary([root]),
    trusted: () => false,
    bundles: {
      of: () => Promise.reject(new Error('there are no demos')),
      last: () => null,
      chunks: () => new Map<string, Uint8Array>(),
    },
  })
  const out = join(root, 'out')
  const offlineDir = join(ROOT, 'dist/offline')
  expect(await exportDeck({ deck: 'talk', out, content, offlineDir })).toMatchObject({
    ok: true,
    problems: [],
  })
  address = pathToFileURL(join(out, 'index.html')).href
  window = await openWindow()
  page = await window.context.newPage()
  watch(page)
})
afterAll(async () => {
  await window.close()
  rmSync(root, { recursive: true, force: true })
  expect(trouble).toEqual([])
})

function watch(page: Page): void {
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('console', (line) => line.type() === 'error' && trouble.push(line.text()))
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) trouble.push(request.url())
  })
}

/** Loads the page again, so that Reveal starts with this slide. */
async function open(slide: number, on = page): Promise<void> {
  await on.goto('about:blank')
  await on.goto(`${address}#/${slide}`)
  await on.waitForSelector('html[data-ready]')
}
const here = (selector: string) => page.locator(`section.present ${selector}`)
/** The highlighted flag, or an empty text; the button also tells a screen reader. */
async function lit(): Promise<string> {
  const flags = await here('li[data-lit] button').allTextContents()
  expect(await here('button[aria-current="true"]').allTextContents()).toEqual(flags)
  return flags.join()
}
const json = () => here('pre > [data-lit]:not([data-kind="way"])').allTextContents()
const sentence = () => here('.flagmap-says').textContent()
const slide = () =>
  page.evaluate(() => {
    const sections = [...document.querySelectorAll('.slides > section')]
    return sections.findIndex((section) => section.matches('.present'))
  })

describe('a flag map on a slide', () => {
  beforeEach(() => open(1))

  it('highlights one flag for each press of next, and the JSON that it changes', async () => {
    expect(await lit()).toBe('')
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('-m 64m')
    expect(await json()).toEqual(['"memory": { "limit": 67108864, "swap": 134217728 }\n'])
    expect(await sentence()).toContain('-m 64m becomes linux.resources.memory.limit = 67108864 and')
    expect(await here('.flagmap-source').textContent()).toContain('daemon/daemon_unix.go:83')
    await page.keyboard.press('ArrowRight')
    expect(await lit()).toBe('--read-only')
    expect((await json())[0]).toBe('"root": { "readonly": true },\n')
    await page.keyboard.press(' ')
    expect(await lit()).toBe('--rm')
    expect(await json()).toEqual([])
    expect(await sentence()).toContain('--rm reaches no JSON: the engine deletes it afterwards.')
    expect(await here('li[data-lit] .flagmap-sign').textContent()).toBe('∅')
    await page.keyboard.press('PageDown')
    expect(await json()).toEqual(['{ "type": "pid" }\n'])
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('--network host')
    await page.keyboard.press('PageDown')
    expect(await slide()).toBe(2)
    await page.keyboard.press('PageUp')
    expect(await lit()).toBe('--network host')
    await page.keyboard.press('PageUp')
    expect(await lit()).toBe('--pid host')
  })

  it('keeps its place through a reload', async () => {
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageDown')
    // Reveal updates the address a while after the last key.
    await expect.poll(() => new URL(page.url()).hash, { timeout: 15_000 }).toBe('#/1/0/1')
    await page.reload()
    await page.waitForSelector('html[data-ready]')
    expect(await lit()).toBe('--read-only')
    expect(await sentence()).toContain('root.readonly = true')
  })

  it('is walked by the arrows up and down, and next continues from there; Home belongs to the deck', async () => {
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await lit()).toBe('--rm')
    await page.keyboard.press('ArrowUp')
    expect(await lit()).toBe('--read-only')
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('--rm')
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowUp')
    expect(await lit()).toBe('-m 64m')
    expect(await slide()).toBe(1)
    await page.keyboard.press('Home')
    expect(await slide()).toBe(0)
  })

  it('highlights the flag that has the focus, and next moves the focus', async () => {
    await here('button').nth(1).focus()
    expect(await lit()).toBe('--read-only')
    await page.keyboard.press('Tab')
    expect(await lit()).toBe('--rm')
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('-m 64m')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('-m 64m')
    await here('button').nth(3).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('--network host')
  })

  it('highlights the flag under the mouse while it is there; a click moves there', async () => {
    await page.keyboard.press('PageDown')
    await here('li').nth(3).hover()
    expect(await lit()).toBe('--pid host')
    expect(await sentence()).toContain('takes pid out of linux.namespaces')
    await here('pre').hover()
    expect(await lit()).toBe('-m 64m')
    await here('li').nth(4).hover()
    await page.keyboard.press('PageDown')
    // The mouse is still in its place.
    expect(await lit()).toBe('--read-only')
    await here('button').nth(3).click()
    await page.keyboard.press('PageDown')
    expect(await lit()).toBe('--network host')
  })

  it('scrolls the JSON to the highlighted lines', async () => {
    // The window is so low that most of the JSON is out of sight.
    await page.setViewportSize({ width: 900, height: 320 })
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageDown')
    const seen = await here('pre').evaluate((pre) => {
      const line = pre.querySelector('[data-lit]:not([data-kind="way"])')?.getBoundingClientRect()
      const box = pre.getBoundingClientRect()
      return { line: line && line.top >= box.top && line.bottom <= box.bottom, by: pre.scrollTop }
    })
    await page.setViewportSize({ width: 1920, height: 1080 })
    expect(seen).toEqual({ line: true, by: expect.any(Number) as number })
    expect(seen.by).toBeGreaterThan(0)
    expect(await page.evaluate(() => document.querySelector('.reveal')?.scrollTop)).toBe(0)
  })

  it('is a list, with a live sentence, and no fragment that Reveal reads aloud again', async () => {
    const tree = await here('.flagmap').ariaSnapshot()
    expect(tree).toContain('- group "docker run flags, and the config.json they become"')
    expect(tree.match(/- listitem/g)).toHaveLength(5)
    expect(tree).toMatch(/- button "--rm":\n[^]{0,80}reaches no JSON: the engine deletes it/)
    expect(tree).toContain('- group "config.json"')
    expect(await here('.flagmap-says').getAttribute('aria-live')).toBe('polite')
    await page.keyboard.press('PageDown')
    expect(await page.locator('.aria-status').textContent()).not.toContain('-m 64m')
  })
})

it('is replaced by a sentence if it has no JSON', async () => {
  await open(2)
  expect(await here('.flagmap-nothing').textContent()).toContain('The same config.json')
  await page.keyboard.press('PageDown')
  expect(await sentence()).toContain('reaches no JSON')
})

it.each(['dark', 'light'])('has enough contrast, highlighted or not: %s', async (theme) => {
  await open(1)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.evaluate((to) => (document.documentElement.dataset['theme'] = to), theme)
  for (let press = 0; press < 5; press++) {
    expect(await dim(here('.flagmap'))).toEqual([])
    await page.keyboard.press('PageDown')
  }
  const moving = await here('.flagmap').evaluate((map) =>
    [...map.querySelectorAll('*')].some(
      (each) => getComputedStyle(each).transitionDuration !== '0s',
    ),
  )
  expect(moving).toBe(false)
  await page.emulateMedia({ reducedMotion: null })
})

it.each([
  { width: 1920, height: 1080, least: 24 },
  { width: 1280, height: 720, least: 16 },
  { width: 390, height: 844, least: 12 },
])('fits $width × $height', async ({ width, height, least }) => {
  await page.setViewportSize({ width, height })
  for (const n of [1, 2]) {
    await open(n)
    await page.keyboard.press('PageDown')
    const measured = await here('.flagmap').evaluate((map) => {
      const section = map.closest('section')!
      const box = (selector: string) => map.querySelector(selector)?.getBoundingClientRect()
      return {
        across: document.documentElement.scrollWidth - innerWidth,
        down: section.scrollHeight - section.clientHeight,
        bottom: box('.flagmap-source')!.bottom,
        chrome: document.querySelector('.chrome')!.getBoundingClientRect().top,
        size: parseFloat(getComputedStyle(map.querySelector('.flagmap-json')!).fontSize),
        json: box('.flagmap-json')!.height,
      }
    })
    expect(measured).toMatchObject({ across: 0, down: 0 })
    expect(measured.bottom).toBeLessThanOrEqual(measured.chrome + 1)
    expect(measured.size).toBeGreaterThanOrEqual(least)
    expect(measured.json).toBeGreaterThan(40)
  }
  await page.setViewportSize({ width: 1920, height: 1080 })
})
