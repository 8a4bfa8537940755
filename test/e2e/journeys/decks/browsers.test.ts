import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { dim } from '../../support/contrast.ts'
import { makeForeign } from '../../support/foreign.ts'
import { leavePhones, openPhone, type Phone } from '../../support/onphone.ts'
import { onstage, openPresenter, openStage, type Onstage } from '../../support/onstage.ts'
import { exported } from '../../support/exported.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

/**
 * The essential parts of a talk, once each, in every browser that we support: Chromium and Firefox
 * (`vitest.config.ts`). The other journeys test more, in Chromium; with
 * CUECAST_TEST_BROWSER=firefox they run in Firefox.
 */
let window: Window
let show: Show
let ends: (() => unknown)[] = []
let pages: Onstage[] = []
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())
afterEach(async () => {
  try {
    for (const one of pages) expect(await one.errors()).toEqual([])
  } finally {
    for (const one of pages) await one.page.close()
    for (const end of ends.reverse()) await end()
    ;[pages, ends] = [[], []]
  }
})
async function start(options: Parameters<typeof startShow>[0] = {}, slide?: string) {
  show = await startShow(options)
  ends.push(() => show.stop())
  const stage = await openStage(window.context, show, slide)
  pages.push(stage)
  // On a busy machine a page may begin before its server has answered.
  if (slide !== undefined) await stage.until({ badge: 'LIVE' })
  return stage
}
async function opened(view: Promise<Onstage>): Promise<Onstage> {
  const one = await view
  pages.push(one)
  return one
}
const captured = (stage: Onstage) => stage.page.locator('.pane.captured').count()
const clipboard = (stage: Onstage, text: string) =>
  stage.page.evaluate((words) => navigator.clipboard.writeText(words), text)
/** The browser's own key for pasting without formats. */
const PASTE = process.platform === 'darwin' ? 'Meta+v' : 'Control+Shift+V'

it('a step runs live, once for two presses, and continues through a reload', async () => {
  const stage = await start({}, 'one')
  await stage.press('PageDown', 'ArrowRight')
  const seen = await stage.until({ badge: 'LIVE', phase: 'done', text: /as expected\n\$$/ })
  expect(seen.chip).toMatch(/^exit 0 · [\d.]+ m?s · 1 line$/)
  await stage.page.waitForTimeout(500) // the guard against the second press
  await stage.press('PageDown')
  const before = await stage.until({ phase: 'running', text: /at the gate/ })
  await stage.page.reload()
  await stage.page.waitForSelector('html[data-ready]')
  await stage.until({ badge: 'LIVE', phase: 'running', text: before.text })
  show.home.go()
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live through\n\$$/ })
  expect(show.home.ran()).toEqual(['hello', 'gate'])
})

it('a page that began before its server answered goes live when it does', async () => {
  show = await startShow()
  ends.push(() => show.stop())
  const stage = await opened(onstage(await window.context.newPage()))
  let busy = true
  const held: (() => void)[] = []
  await stage.page.routeWebSocket('**/socket', (socket) => {
    socket.connectToServer().onMessage((data) => {
      if (busy) held.push(() => socket.send(data))
      else socket.send(data)
    })
  })
  await stage.page.goto(show.link)
  await stage.page.waitForSelector('html[data-ready]')
  await stage.go('one')
  await stage.until({ badge: 'REPLAY', why: 'there is no server' })
  busy = false
  for (const say of held) say()
  await stage.until({ badge: 'LIVE', why: '' })
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
})

it('a step whose server falls silent shows its recording, and L makes it live again', async () => {
  const stage = await start({}, 'waits')
  await stage.press('PageDown')
  await stage.until({ phase: 'running', text: /live at the gate/ })
  show.signal('SIGSTOP')
  await stage.until({ badge: 'REPLAY', why: 'the server is gone' })
  await stage.until({ phase: 'done', text: /recorded through\n\$$/ })
  show.signal('SIGCONT')
  show.home.go()
  // Live comes back with the server; until then L reports that there is none.
  await expect
    .poll(async () => {
      await stage.press('l')
      return (await stage.see()).badge
    }, SOON)
    .toBe('LIVE')
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live long/ })
  await stage.press('f')
  await stage.until({ badge: 'REPLAY', why: 'by hand' })
  await stage.press('r')
  await stage.until({ badge: 'REPLAY', why: 'live from the next step on' })
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live last/ })
})

it('a person types, is asked before several lines are pasted, searches, copies and gives the keyboard back', async () => {
  await window.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const stage = await start({}, 'one')
  await stage.press('t')
  await expect.poll(() => captured(stage), SOON).toBe(1)
  expect(await stage.page.textContent('.pane.captured .keyboard')).toMatch(/Shift Esc/)
  await stage.page.keyboard.type('echo $((40 + 2)) flr')
  await stage.press('Enter')
  await stage.until({ text: /\n42 flr\n\$$/ })
  await clipboard(stage, 'echo one $((1 + 1))\necho two $((2 + 2))\n')
  await stage.press(PASTE)
  const ask = stage.page.locator('dialog.ask[open]')
  await ask.waitFor()
  expect((await stage.see()).text).not.toContain('one')
  await stage.press('Enter')
  await stage.until({ text: /\none 2\n.*\ntwo 4\n\$$/ })
  await stage.press('Control+Shift+F')
  await stage.page.waitForSelector('.find-field')
  await stage.page.keyboard.type('two')
  await expect.poll(() => stage.page.textContent('.find-count'), SOON).toBe('2 of 2')
  // The found text is marked.
  await stage.press('Escape')
  await expect.poll(() => captured(stage), SOON).toBe(1)
  const screen = await stage.page.locator('section.present .xterm-screen').boundingBox()
  const { x = 0, y = 0, width = 0 } = screen ?? {}
  await stage.page.mouse.move(x + 5, y + 20)
  await stage.page.mouse.down()
  await stage.page.mouse.move(x + width / 2, y + 20, { steps: 4 })
  await stage.page.mouse.up()
  await stage.press('Control+Shift+C')
  await expect.poll(() => stage.notice(), SOON).toMatch(/copied 1 line/)
  await stage.press('Shift+Escape')
  await expect.poll(() => captured(stage), SOON).toBe(0)
  expect(show.home.ran()).toEqual([])
})

it('a presenter view and a second window show the stage, and each press acts once', async () => {
  const stage = await start({}, 'one')
  const view = await opened(openPresenter(stage))
  const coming = window.context.waitForEvent('page')
  await stage.page.evaluate(() => void globalThis.open(location.href))
  const second = await opened(onstage(await coming))
  await second.page.waitForSelector('.chrome-take:not([hidden])')
  await view.page.click('.pv-next:enabled')
  for (const one of [stage, view, second])
    await one.until({ badge: 'LIVE', phase: 'done', text: /live hello, as expected/ })
  await second.page.click('.chrome-take')
  await expect.poll(() => stage.notice(), SOON).toBe('another window has control of the stage')
  expect(show.home.ran()).toEqual(['hello'])
})

it('a phone with the PIN presses next', async () => {
  const stage = await start({ remote: true }, 'one')
  const phones: Phone[] = []
  ends.push(() => leavePhones(phones))
  const phone = await openPhone(show.remote?.address ?? '', { width: 390, height: 844 })
  phones.push(phone)
  await phone.pair(show.remote?.pin ?? '')
  await phone.ready()
  expect(await phone.text('commands')).toBe('../../act hello')
  await phone.tap('next')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello, as expected/ })
  await expect.poll(() => phone.text('head'), SOON).toBe('Next: step 2 of 4')
  const over = () => document.documentElement.scrollWidth - innerWidth
  expect(await phone.page.evaluate(over)).toBe(0)
})

it("a stranger's demo runs only after it was approved", async () => {
  const foreign = makeForeign()
  ends.push(() => foreign.remove())
  foreign.write(
    'slides/foreign/deck.md',
    '# Foreign\n\n---\n\n<!-- .slide: id="one" -->\n\n```demo one\n```\n',
  )
  const stage = await start({ deck: 'foreign', folder: foreign.folder })
  await stage.page.waitForSelector('.trust[open] .trust-demo h2')
  await stage.page.click('.trust button:text("Approve it")')
  await stage.page.waitForSelector('.trust[open]', { state: 'detached' })
  expect(show.home.ran()).toEqual([])
  await stage.go('one')
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
})

it('a room can read the stage: large text, full contrast, one pane alone, black and back', async () => {
  const stage = await start({}, 'one')
  const size = () =>
    stage.page.$eval('section.present .xterm-rows', (rows) =>
      parseFloat(getComputedStyle(rows).fontSize),
    )
  const usual = await size()
  expect(usual).toBeGreaterThanOrEqual(28)
  await stage.press('PageDown')
  await stage.until({ phase: 'done' })
  expect(await dim(stage.page.locator('section.present'))).toEqual([])
  expect(
    await stage.page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'error').map(({ family }) => family),
    ),
  ).toEqual([])
  await stage.press('-')
  await expect.poll(size, SOON).toBeLessThan(usual)
  await stage.press('+')
  await expect.poll(size, SOON).toBe(usual)
  await stage.press('o')
  await stage.page.waitForSelector('.reveal.overview')
  await stage.press('Escape')
  await stage.page.waitForSelector('.reveal:not(.overview)')
  await stage.press('b')
  await stage.page.waitForSelector('.reveal.paused')
  await stage.press('b')
  await stage.page.waitForSelector('.reveal:not(.paused)')
})

it('the back button brings a window back alive', async () => {
  const stage = await start({}, 'one')
  await stage.press('PageDown')
  await stage.until({ phase: 'done', text: /live hello/ })
  await stage.page.goto(`${show.origin}/`)
  await stage.page.goBack()
  await stage.page.waitForSelector('html[data-ready]')
  await stage.until({ badge: 'LIVE', text: /live hello/ })
  show.home.go()
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
  expect(show.home.ran()).toEqual(['hello', 'gate'])
})

it('an export plays from its folder', async () => {
  show = await startShow()
  ends.push(() => show.stop())
  const out = join(show.home.folder, 'take home')
  expect(await exported('stage', out, show.home)).toMatchObject({ status: 0 })
  const stage = await opened(onstage(await window.context.newPage()))
  await stage.page.goto(pathToFileURL(join(out, 'index.html')).href)
  await stage.page.waitForSelector('html[data-ready]')
  await stage.go('one')
  await stage.press('PageDown')
  await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded hello, as expected/ })
})
