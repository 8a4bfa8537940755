import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { fakeServer, type FakeOptions, type FakeServer } from '../support/fake-server.ts'
import { SLIDES } from '../support/fixture-page.ts'
import { SOON } from '../support/show.ts'

let window: Window
let page: Page
let server: FakeServer
let errors: string[]
beforeAll(async () => {
  window = await openWindow()
})
afterAll(() => window.close())
beforeEach(async () => {
  page = await window.context.newPage()
  errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
})
afterEach(async () => {
  await page.close()
  expect(errors).toEqual([])
})

/** Opens the page, which has sent its hello and is not ready yet. */
async function open(options: FakeOptions): Promise<void> {
  server = await fakeServer(page, options)
  await page.goto(`${server.url}#/${Object.keys(SLIDES).indexOf('two')}`, { waitUntil: 'commit' })
  await server.next('hello')
}
const ready = () => page.locator('html[data-ready]').count()
const badges = () => page.locator('section.present .badge-kind').allTextContents()

describe('a page at its start', () => {
  it('does not miss a file that is saved while its recordings still load', async () => {
    await open({ hold: ['recordings'] })
    // The welcome has been sent before this.
    server.send({ type: 'changed', decks: ['look'], demos: [] })
    await expect.poll(() => server.loads(), SOON).toBe(2)
    expect(await ready()).toBe(0)
    server.release('recordings')
    await expect.poll(ready, SOON).toBe(1)
    expect(await badges()).toEqual(['LIVE', 'LIVE'])
    expect(server.loads()).toBe(2)
  })

  it('goes live by a late welcome, while its recordings still load', async () => {
    await open({ hold: ['recordings', 'welcome'] })
    // The page has stopped waiting for the welcome by then (client/demo/live-state.ts); if it has
    // not, the test holds too.
    await wait(3_500)
    server.release('welcome')
    // It stores the token of the welcome that it got.
    await expect.poll(() => page.evaluate('JSON.stringify(sessionStorage)'), SOON).toMatch(/token/)
    expect(await ready()).toBe(0)
    server.release('recordings')
    await expect.poll(ready, SOON).toBe(1)
    expect(await badges()).toEqual(['LIVE', 'LIVE'])
  })
})
