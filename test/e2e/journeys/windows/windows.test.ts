import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { onstage, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

let window: Window
let show: Show
let stages: Onstage[] = []
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
afterEach(async () => {
  try {
    for (const stage of stages) expect(await stage.errors()).toEqual([])
  } finally {
    for (const { page } of stages) await page.close()
    stages = []
    await show.stop()
  }
})
async function open(slide: string, address?: string): Promise<Onstage> {
  const stage = await openStage(window.context, show, slide, address)
  stages.push(stage)
  return stage
}

/** Plays the demo `one` up to its step `long`, all of it from the recording. */
async function playRecorded(stage: Onstage): Promise<void> {
  for (const said of [/recorded hello, as expected\n\$$/, /recorded through\n\$$/]) {
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: said })
  }
  expect(show.home.ran()).toEqual([])
}

describe('a deck that is only replayed', () => {
  it('because the command asked for it plays its steps, and a reload keeps the place', async () => {
    show = await startShow({ mode: 'replay' })
    const stage = await open('one')
    const first = await stage.until({ badge: 'REPLAY', phase: 'idle' })
    expect(first.why).toBe('this server was started for replay only')
    expect(first.facts).toMatch(/^recorded \d+ \w{3} \d{4} · /)
    await playRecorded(stage)
    const before = await stage.see()
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    await stage.until({ badge: 'REPLAY', text: before.text })
    expect(await stage.page.textContent('section.present .counter')).toBe('2 / 4')
    // A reload in the middle of a step plays it again from its opening, and does not count it
    // twice.
    await stage.press('PageDown')
    await stage.until({ phase: 'typing', text: /act long/ })
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded long/ })
    expect(await stage.page.textContent('section.present .counter')).toBe('3 / 4')
    // A slide in the middle of another demo begins with the screen before its first step.
    await stage.go('wall')
    await stage.until({ badge: 'REPLAY', phase: 'idle', text: /recorded in the shell/ })
    expect(show.home.ran()).toEqual([])
  })

  it('in a window without a ticket reports that, and plays all the same', async () => {
    show = await startShow()
    const stage = await open('one', `${show.origin}/decks/stage/`)
    const seen = await stage.until({ badge: 'REPLAY' })
    expect(seen.why).toMatch(/fresh link/)
    await playRecorded(stage)
    // It cannot be made live by hand either.
    await stage.press('l')
    expect((await stage.see()).badge).toBe('REPLAY')
    await stage.press('r')
    expect((await stage.see()).badge).toBe('REPLAY')
    expect(await stage.notice()).toMatch(/fresh link/)
  })
})

describe('a second window', () => {
  it('mirrors the first, performs nothing, and takes control on request', async () => {
    show = await startShow()
    const first = await open('waits')
    await first.press('PageDown')
    const shown = await first.until({ phase: 'running', text: /live at the gate/ })

    const opened = window.context.waitForEvent('page')
    await first.page.evaluate(() => void globalThis.open(location.href))
    const page = await opened
    const second = await onstage(page)
    stages.push(second)
    await page.waitForSelector('html[data-ready]')
    await second.until({ badge: 'LIVE', phase: 'running', text: shown.text })
    expect(await second.notice()).toBe('another window has control of the stage')
    await page.waitForSelector('.chrome-take')

    show.home.go()
    await first.until({ phase: 'done', text: /live through/ })
    await second.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    expect(await page.getAttribute('.chrome-next', 'disabled')).not.toBeNull()
    await page.click('section.present .xterm-screen')
    await second.press('PageDown', 'ArrowRight', 'n', 'l', 'f', 'r', 't')
    await page.keyboard.type('echo mirrored')
    await second.press('Enter')
    expect(await second.see()).toMatchObject({ badge: 'LIVE', phase: 'done', why: '' })

    // The second window shows what the first does.
    await first.press('PageDown')
    await first.until({ phase: 'done', text: /live long/ })
    const mirrored = await second.until({ phase: 'done', text: /live long/ })
    expect(mirrored.text).not.toContain('mirrored')
    expect(show.home.ran()).toEqual(['gate', 'long'])

    await page.click('.chrome-take')
    await expect.poll(() => first.notice(), SOON).toBe('another window has control of the stage')
    await first.press('PageDown', 'r', 'f')
    await second.press('PageDown')
    await second.until({ badge: 'LIVE', phase: 'done', text: /live last/ })
    await first.until({ badge: 'LIVE', phase: 'done', text: /live last/ })
    expect(show.home.ran()).toEqual(['gate', 'long', 'last'])
  })
})
