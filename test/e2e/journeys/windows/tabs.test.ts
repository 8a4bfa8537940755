import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

let window: Window
let show: Show
let stages: Onstage[] = []
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
})
afterEach(async () => {
  try {
    for (const stage of stages) expect(await stage.errors()).toEqual([])
  } finally {
    for (const { page } of stages) await page.close()
    stages = []
    await show.stop()
  }
})

async function open(slide?: string, address?: string): Promise<Onstage> {
  const stage = await openStage(window.context, show, slide, address)
  stages.push(stage)
  return stage
}
/** A link to the stage with the second ticket that was printed. */
function freshLink(): string {
  const [, ticket = ''] = /presenter#(ticket=\S+)/.exec(show.said()) ?? []
  return `${show.origin}/decks/stage/#${ticket}`
}

/** Starts a step in this tab that waits for `go`. */
async function atTheGate(): Promise<Onstage> {
  const stage = await open('waits')
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'running', text: /live at the gate/ })
  return stage
}
/** Ends the step at the gate and performs the next one; expects that each ran once. */
async function goesOn(stage: Onstage): Promise<void> {
  show.home.go()
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live through\n\$$/ })
  expect(await stage.notice()).toBe('')
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live through\n.*\n?.*\n?live long/ })
  expect(show.home.ran()).toEqual(['gate', 'long'])
  expect(shells()).toBe(1)
}
/** The number of shells of this show. */
const shells = () =>
  execFileSync('ps', ['-A', '-ww', '-o', 'ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => new RegExp(`^ *${show.pid} bash --posix -i$`).test(line)).length

describe('a tab that is killed in a step', () => {
  it('leaves slide, step, screen and control to the tab that opens a fresh link', async () => {
    const first = await atTheGate()
    // Without `beforeunload` nobody in the tab is asked, and nothing more is sent.
    await first.page.close({ runBeforeUnload: false })
    const second = await open(undefined, freshLink())
    await second.until({ badge: 'LIVE', phase: 'running', text: /live at the gate/ })
    expect(await second.page.locator('section.present#waits').count()).toBe(1)
    expect(await second.notice()).toBe('')
    await goesOn(second)
  })

  it('leaves a step that has ended meanwhile as it ended', async () => {
    const first = await atTheGate()
    await first.page.close({ runBeforeUnload: false })
    show.home.go()
    const second = await open(undefined, freshLink())
    await goesOn(second)
  })

  it('finds all of it again when it is reloaded', async () => {
    const first = await atTheGate()
    // Playwright no longer talks to a page that has crashed.
    stages = []
    const tab = await crashAndReload(first.page)
    const text = (at: string) => tab.read(`document.querySelector('${at}')?.textContent`)
    const rows = () => text('section.present .xterm-rows')
    await expect.poll(rows, SOON).toMatch(/live at the gate/)
    expect(await text('section.present .badge-kind')).toBe('LIVE')
    expect(await text('.chrome .notice')).toBe('')
    show.home.go()
    await expect.poll(rows, SOON).toMatch(/live through/)
    const at = () => tab.read(`document.querySelector('section.present .stage').dataset.at`)
    await expect.poll(at, SOON).toBe('ready')
    await tab.next()
    await expect.poll(rows, SOON).toMatch(/live long/)
    expect(show.home.ran()).toEqual(['gate', 'long'])
    expect(shells()).toBe(1)
    await first.page.close()
  })
})

/** Crashes the process of a tab, and reloads the tab as its user would. */
async function crashAndReload(page: Page) {
  const crashed = page.waitForEvent('crash')
  const before = await window.context.newCDPSession(page)
  // The page cannot answer any more.
  before.send('Page.crash').catch(() => {})
  await crashed
  const tab = await window.context.newCDPSession(page)
  await tab.send('Page.reload')
  const key = { key: 'PageDown', code: 'PageDown', windowsVirtualKeyCode: 34 }
  return {
    async read(expression: string): Promise<unknown> {
      const { result } = await tab.send('Runtime.evaluate', { expression })
      return result.value as unknown
    },
    async next() {
      await tab.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key })
      await tab.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    },
  }
}

describe('two tabs, each with a ticket', () => {
  const BARRED = 'another window has control of the stage'

  it('perform a step once, in the one with control, and the other reports that', async () => {
    const first = await open('waits')
    const second = await open(undefined, freshLink())
    expect(await second.notice()).toBe(BARRED)
    await second.press('PageDown', 'r', 'l', 'f')
    expect(show.home.ran()).toEqual([])
    await Promise.all([first.press('PageDown'), second.press('PageDown')])
    for (const stage of [first, second])
      await stage.until({ badge: 'LIVE', phase: 'running', text: /live at the gate/ })
    expect(await second.notice()).toBe(BARRED)
    // The mirror is closed in the middle of the step.
    await second.page.close({ runBeforeUnload: false })
    stages = [first]
    await goesOn(first)
  })

  it('hand a running step to each other, and it continues unchanged', async () => {
    const first = await atTheGate()
    const second = await open(undefined, freshLink())
    await second.page.click('.chrome-take')
    await expect.poll(() => first.notice(), SOON).toBe(BARRED)
    await expect.poll(() => second.notice(), SOON).toBe('')
    await first.press('PageDown', 'f', 'r')
    await first.page.click('.chrome-take')
    await expect.poll(() => second.notice(), SOON).toBe(BARRED)
    await goesOn(first)
    await second.until({ badge: 'LIVE', phase: 'done', text: /live long/ })
  })

  it('leave an intact stage to the other tab when the one with control is killed', async () => {
    const first = await atTheGate()
    const second = await open(undefined, freshLink())
    await first.page.close({ runBeforeUnload: false })
    stages = [second]
    await expect.poll(() => second.notice(), SOON).toBe('no window has control of the stage')
    // Nobody has asked for it to continue, so nothing happens.
    await second.press('PageDown')
    await second.page.click('.chrome-take')
    await goesOn(second)
  })
})

describe('a bookmark of a port that another project uses now', () => {
  it('shows whose decks these are: on a deck, in the library and on a page for a missing deck', async () => {
    const stage = await open('one')
    // All its recordings have come: nothing is left to request from the next server.
    const allHere = () =>
      stage.page.evaluate(() => {
        const { demos } = JSON.parse(
          document.querySelector('#cuecast-page')?.textContent ?? '',
        ) as { demos: string[] }
        const came = (address: string) =>
          performance
            .getEntriesByName(new URL(address, location.href).href)
            .some((one) => (one as PerformanceResourceTiming).responseEnd > 0)
        return demos.every((name) => came(`/demos/${name}.json`))
      })
    await expect.poll(allHere, SOON).toBe(true)
    const { port } = new URL(show.origin)
    show.signal('SIGTERM')
    await show.ended
    await expect.poll(() => stage.notice(), SOON).toMatch(/the server is gone/)
    const folder = join(show.home.folder, 'elsewhere')
    mkdirSync(join(folder, 'slides/stage'), { recursive: true })
    writeFileSync(join(folder, 'slides/stage/deck.md'), '# Of somebody else\n')
    const other = await startShow({ folder, more: ['--port', port] })
    try {
      expect(other.origin).toBe(show.origin)
      const { page } = stage
      // The deck has the same name, and the page a token of the earlier server; the owner of the
      // new one is not known yet.
      const ANOTHER = /of another server than this one; .*prints a fresh link/
      await expect.poll(() => stage.notice(), SOON).toMatch(ANOTHER)
      const OTHER = /than this one, which shows the project elsewhere; .*prints a fresh link/
      await page.reload()
      await page.waitForSelector('html[data-ready]')
      await expect.poll(() => stage.notice(), SOON).toMatch(OTHER)
      await page.goto(`${other.origin}/`)
      expect(await page.title()).toBe('elsewhere · Cuecast')
      expect(await page.textContent('h1')).toBe('Decks of elsewhere')
      await expect.poll(() => page.textContent('.refused'), SOON).toMatch(OTHER)
      // The page showed no ticket and no token.
      const fresh = await window.context.newPage()
      await fresh.goto(`${other.origin}/`)
      const NONE = /^not a window of the stage of the project elsewhere; .*prints a fresh link/
      await expect.poll(() => fresh.textContent('.refused'), SOON).toMatch(NONE)
      const answer = await fresh.goto(`${other.origin}/decks/welcome-to-ours/`)
      expect(answer?.status()).toBe(404)
      expect(await answer?.text()).toMatch(
        /^There is no such deck here. This server shows the project elsewhere, with the decks .*\bstage\b.* is of another server.\n$/,
      )
      await fresh.close()
    } finally {
      await other.stop()
    }
  })
})
