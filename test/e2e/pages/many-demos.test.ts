import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GUARD } from '../../../core/runner/runner.ts'
import type { Content } from '../../../server/web/content/content.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { fakeContent } from '../../integration/socket/test-server.ts'
import { fixtureBundle } from '../support/fixture-take.ts'
import { SOON } from '../support/show.ts'
import { serve } from '../support/served.ts'

const COUNT = 60
const names = Array.from({ length: COUNT }, (_, n) => `demo-${n}`)
const step = { id: 'one', caption: 'One', panes: { main: { type: 'ls', print: 'files\n' } } }
const bundles = new Map(
  names.map((name) => [name, fixtureBundle(name, { cols: 60, rows: 12 }, ['main'], [step])]),
)
/** The number of recordings that the page has loaded. */
const come = (page: Page) =>
  page.evaluate(
    () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/demos\/[^/]+\.json$/.test(name)).length,
  )
const stage = (name: string) =>
  `<section id="${name}"><h2>${name}</h2><div class="stage" data-demo="${name}"></div></section>`
/** The content of the deck, except for the recordings. */
const deck: Partial<Content> = {
  page: async () => ({
    title: 'Many',
    lang: 'en',
    theme: 'dark',
    demos: names,
    problems: [],
    sections: names.map(stage).join(''),
    words: [...bundles.values()].map(({ demo }) => demo),
  }),
  demoNames: () => names,
}
let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())

it('a deck of sixty demos opens with the recordings that it shows, and loads the others later', async () => {
  const asked: string[] = []
  let held: (() => void)[] | null = []
  const served = await serve(
    fakeContent({
      ...deck,
      async bundle(name) {
        asked.push(name)
        // Recordings that are not needed at first do not come before the deck is open.
        if (asked.length > 3) await new Promise<void>((go) => (held ? held.push(go) : go()))
        return bundles.get(name) ?? null
      },
    }),
  )
  const page = await window.context.newPage()
  try {
    const ticket = served.tickets.issue().reveal()
    await page.goto(`${served.origin}/decks/welcome/#ticket=${ticket}`)
    await page.waitForSelector('html[data-ready]')
    // The page requests those in its head first, and then the others one by one.
    await expect.poll(() => asked, SOON).toHaveLength(4)
    expect(asked.slice(0, 2).toSorted()).toEqual(['demo-0', 'demo-1'])
    expect(asked.slice(2)).toEqual(['demo-2', 'demo-3'])
    expect(await page.locator('.xterm').count()).toBe(1)
    // The recording of the current slide comes before all that wait, and the slide shows that it
    // waits.
    await page.evaluate('location.hash = "#/demo-40"')
    await expect.poll(() => asked, SOON).toContain('demo-40')
    await page.waitForSelector('section.present#demo-40 .chip:text("loading the recording…")')
    expect(await page.locator('section.present .xterm').count()).toBe(0)
    expect(asked).toHaveLength(5)
    const waiting = held
    held = null
    waiting.forEach((go) => go())
    await expect.poll(() => asked.length, SOON).toBe(COUNT)
    // The nearest to the current slide come first; of two equally near, the one after it.
    const far = (name: string) => Math.abs(Number(name.slice(5)) - 40)
    const rest = names.slice(4).filter((name) => name !== 'demo-40')
    expect(asked.slice(5)).toEqual(rest.reverse().toSorted((a, b) => far(a) - far(b)))
    await page.waitForSelector('section.present#demo-40 .xterm')
    expect(await page.locator('.xterm').count()).toBe(1)
    await expect.poll(() => come(page), SOON).toBe(COUNT)
    // The server stops: the page has everything by now.
    await served.stop()
    await page.evaluate('location.hash = "#/demo-20"')
    await page.waitForSelector('section.present#demo-20 .xterm-rows')
    await page.keyboard.press('PageDown')
    await page.waitForSelector('section.present .pane[data-mode="replay"][data-phase="done"]')
    expect(await page.textContent('section.present .xterm-rows')).toContain('files')
  } finally {
    await page.close()
    await served.stop().catch(() => {})
  }
})

it('a recording that never comes blocks nothing: the server counts as lost, and the step names what is missing', async () => {
  const asked: string[] = []
  const served = await serve(
    fakeContent({
      ...deck,
      bundle(name) {
        asked.push(name)
        const comes = ['demo-0', 'demo-1'].includes(name)
        return comes ? Promise.resolve(bundles.get(name) ?? null) : new Promise(() => {})
      },
    }),
  )
  const page = await window.context.newPage()
  try {
    const ticket = served.tickets.issue().reveal()
    await page.goto(`${served.origin}/decks/welcome/#ticket=${ticket}`)
    await page.waitForSelector('html[data-ready]')
    await page.evaluate('location.hash = "#/demo-40"')
    await expect.poll(() => asked, SOON).toContain('demo-40')
    await page.keyboard.press('PageDown')
    await page.waitForSelector('section.present .chip:text("loading the recording…")')
    const before = asked.length
    await served.stop()
    await page.waitForSelector('section.present .chip:text("there is no recording")')
    await page.waitForSelector('section.present#demo-40 .xterm')
    // The talk continues: to the next slide, and back to a recording that has come.
    await page.keyboard.press('PageDown')
    await page.waitForSelector('section.present#demo-41 .xterm')
    await page.evaluate('location.hash = "#/demo-1"')
    await page.waitForSelector('section.present#demo-1 .xterm')
    // An earlier press would be taken for a bounce of the clicker.
    await page.waitForTimeout(GUARD)
    await page.keyboard.press('PageDown')
    await page.waitForSelector('section.present .pane[data-mode="replay"][data-phase="done"]')
    expect(asked).toHaveLength(before)
  } finally {
    await page.close()
    await served.stop().catch(() => {})
  }
})
