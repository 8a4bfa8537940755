import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, onstage, openPresenter, openStage, type Onstage } from '../../support/onstage.ts'
import { makeHome, SOON, startShow, type Home, type Show } from '../../support/show.ts'

let window: Window
let home: Home
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(async () => {
  home = makeHome()
  show = await startShow({ home })
  stage = await openStage(window.context, show, 'one')
})
afterEach(async () => {
  await leave(stage, show)
  home.remove()
})

const lost = () => expect.poll(() => stage.notice(), SOON).toMatch(/the server is gone/)
/** Kills the server and starts another one on its port. */
async function restart(): Promise<void> {
  show.signal('SIGKILL')
  await show.ended
  await lost()
  const { port } = new URL(show.origin)
  show = await startShow({ home, more: ['--port', port] })
  expect(new URL(show.origin).port).toBe(port)
}
const address = () => stage.page.evaluate('location.href')

describe('a fresh link in a tab that is already open', () => {
  it('connects it to the new server: the slide stays, nothing runs, and next is live', async () => {
    await stage.press('PageDown')
    await stage.until({ mode: 'live', phase: 'done' })
    const before = home.ran()
    await restart()
    await expect.poll(() => stage.notice(), SOON).toMatch(/fresh link/)
    const slide = await address()
    await stage.page.evaluate((link) => void (location.href = link), show.link)
    await expect.poll(() => stage.notice(), SOON).not.toMatch(/fresh link|gone/)
    // There is no ticket in the address bar, and so none in the history.
    expect(await address()).toBe(slide)
    await stage.until({ badge: 'LIVE' })
    expect(home.ran()).toEqual(before)
    home.go()
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done' })
    expect(home.ran().length).toBe(before.length + 1)
    // The token for which it was exchanged outlives a reload.
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    await stage.until({ badge: 'LIVE' })
  })

  it('turns a tab without a ticket, which said so, into a window of the stage', async () => {
    await stage.page.close()
    const page = await window.context.newPage()
    stage = await onstage(page)
    await page.goto(`${show.origin}/decks/stage/`)
    await page.waitForSelector('html[data-ready]')
    await expect.poll(() => stage.notice(), SOON).toMatch(/only recordings.*prints a fresh link/)
    const second = /http:\S+presenter#(ticket=\S+)/.exec(show.said())?.[1] ?? ''
    await page.evaluate((hash) => void (location.hash = hash), second)
    await expect.poll(() => stage.notice(), SOON).not.toMatch(/only recordings/)
    // It shows the slide of the stage, which was live.
    await stage.go('one')
    await stage.until({ badge: 'LIVE' })
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done' })
  })

  it('works in the presenter view too', async () => {
    const view = await openPresenter(stage)
    await restart()
    const who = () => view.page.textContent('.pv-who')
    await expect.poll(who, SOON).toMatch(/of another server than this one; only recordings/)
    const fresh = /http:\S+presenter#ticket=\S+/.exec(show.said())?.[0] ?? ''
    await view.page.evaluate((link) => void (location.href = link), fresh)
    await expect.poll(who, SOON).toMatch(/no window has the stage|control/)
    expect(await view.page.evaluate('location.href')).not.toContain('ticket')
    await view.page.close()
  })
})

it('a presenter view that the browser refuses to open is reported, with a link to it', async () => {
  await stage.page.evaluate('window.open = () => null')
  await stage.press('s')
  await expect.poll(() => stage.notice(), SOON).toMatch(/this browser has refused the window/)
  const opened = window.context.waitForEvent('page')
  await stage.page.click('.chrome-presenter')
  const view = await opened
  await view.waitForSelector('html[data-ready]')
  await expect.poll(() => view.textContent('.pv-who'), SOON).toMatch(/the stage has control/)
  await view.close()
})
