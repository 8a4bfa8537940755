import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { HOSTILE } from '../../support/hostile.ts'
import { fakeContent } from '../../integration/socket/test-server.ts'
import { fixtureBundle } from '../support/fixture-take.ts'
import { serve, WATCH } from '../support/served.ts'

/** Characters. No line of a cast is longer, so no event is (core/recording/asciicast-event.ts). */
const LINE = 1_000_000
/** Milliseconds. A frozen page would exceed this; a slow one does not. */
const FROZEN = 15_000

/** One step that plays the bytes from a recording, then prints that it got there. */
function recording(name: string, bytes: Uint8Array): DemoBundle {
  const bundle = fixtureBundle(
    name,
    { cols: 80, rows: 24 },
    ['main'],
    [{ id: 'play', caption: name, panes: { main: { type: 'x', print: '' } } }],
  )
  const text = new TextDecoder().decode(bytes)
  const lines = Array.from({ length: Math.ceil(text.length / LINE) }, (_, n) =>
    text.slice(n * LINE, (n + 1) * LINE),
  )
  const main = bundle.take!.panes['main']!
  const [segment] = main.segments
  const played = [...lines, '\x18\x1b\\\x1bc\x1b[HSTILL HERE'].map(
    (line, n) => [600 + n, 'o', line] as const,
  )
  const opening = { ...segment!.opening, screen: lines[0]!.slice(0, LINE / 10) }
  const segments = [{ ...segment!, opening, events: played }]
  return { ...bundle, take: { ...bundle.take!, panes: { main: { ...main, segments } } } }
}

const rosy = new TextEncoder().encode('\x1b[38;2;250;10;120mrosy')
const demos = [...HOSTILE.light, { name: 'colours', bytes: () => rosy }].map(
  ({ name, bytes }, n) => [`d${n}`, recording(`d${n}`, bytes()), name] as const,
)
let served: Awaited<ReturnType<typeof serve>>
let window: Window
let page: Page
const said: string[] = []

beforeAll(async () => {
  const bundles = new Map<string, DemoBundle>(demos.map(([name, bundle]) => [name, bundle]))
  served = await serve(
    fakeContent({
      page: async () => ({
        title: 'Hostile',
        lang: 'en',
        theme: 'dark',
        problems: [],
        demos: [...bundles.keys()],
        sections: [...bundles.keys()]
          .map((name) => `<section><div class="stage" data-demo="${name}"></div></section>`)
          .join(''),
      }),
      demoNames: () => [...bundles.keys()],
      bundle: async (name) => bundles.get(name) ?? null,
    }),
  )
  window = await openWindow()
  page = await window.context.newPage()
  await page.addInitScript(WATCH)
  await page.addInitScript(() => {
    const calls: string[] = []
    Object.assign(globalThis, { __calls: calls, __gap: 0 })
    const forbid = (host: object, name: string) =>
      Object.defineProperty(host, name, { value: () => void calls.push(name) })
    for (const name of ['readText', 'writeText', 'read', 'write']) {
      Object.defineProperty(navigator, 'clipboard', { value: {}, configurable: true })
      forbid(navigator.clipboard, name)
    }
    for (const name of ['alert', 'confirm', 'prompt', 'open', 'Notification'])
      forbid(globalThis, name)
    let last = performance.now()
    const look = (now: number) => {
      const gap = Math.max((globalThis as unknown as { __gap: number }).__gap, now - last)
      Object.assign(globalThis, { __gap: gap })
      last = now
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('dialog', (dialog) => {
    said.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', () => said.push('popup'))
  await page.goto(`${served.origin}/decks/welcome/#ticket=${served.tickets.issue().reveal()}`)
  await page.waitForSelector('html[data-ready="true"]', { timeout: 60_000 })
})
afterAll(async () => {
  await window.close()
  await served.stop()
})

const elements = () =>
  page.evaluate(() =>
    [...new Set([...document.querySelectorAll('*')].map((e) => e.tagName))].sort(),
  )

test('24-bit colours are drawn under the policy, which xterm alone could not do', async () => {
  await page.evaluate((h) => (location.hash = `#/${h}`), demos.length - 1)
  const span = page.locator('.present .xterm-rows span', { hasText: 'rosy' })
  await span.waitFor({ timeout: 60_000 })
  expect(await span.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(250, 10, 120)')
})

test(
  'a replay of hostile bytes freezes nothing, sends nothing and reaches nothing',
  { timeout: 300_000 },
  async () => {
    const requests: string[] = []
    await expect.poll(() => served.entered.length).toBeGreaterThan(0)
    page.on('request', (request) => requests.push(request.url()))
    let before: string[] = []
    for (const [n, [name, , title]] of demos.entries()) {
      await page.evaluate((h) => (location.hash = `#/${h}`), n)
      await page.waitForSelector(`.present .stage[data-demo="${name}"] .xterm-rows`, {
        timeout: 60_000,
      })
      if (n === 0) before = await elements()
      // The stage takes a press that comes at once for a bouncing clicker, so it is pressed until
      // it performs.
      const mark = () => page.getAttribute('.present .mark', 'data-state')
      await expect
        .poll(
          async () => {
            if ((await mark()) === 'next') await page.keyboard.press('PageDown')
            return await mark()
          },
          { timeout: 30_000, interval: 400 },
        )
        .not.toBe('next')
      await expect
        .poll(() => page.textContent('.present .xterm-rows'), {
          timeout: 60_000,
          message: title,
        })
        .toContain('STILL HERE')
      // Drawing used no other elements than those of a terminal.
      const fresh = (await elements()).filter((tag) => !before.includes(tag))
      expect(fresh, title).toEqual([])
    }
    expect(said).toEqual([])
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect(await page.evaluate('window.__violations')).toEqual([])
    expect(await page.evaluate('window.__calls')).toEqual([])
    expect(await page.evaluate('window.__gap')).toBeLessThan(FROZEN)
    // No input and no answer of a terminal is sent.
    expect(new Set(served.heard)).not.toContain('input')
    expect(
      [...new Set(served.heard)].filter(
        (type) => !['tick', 'attach', 'detach', 'position', 'ack'].includes(type),
      ),
    ).toEqual([])
    for (const url of requests)
      expect(url.startsWith(served.origin) || /^(data|blob):/.test(url), url).toBe(true)
    expect(page.url()).toContain('/decks/welcome/')
  },
)
