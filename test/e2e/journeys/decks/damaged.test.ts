import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { makeForeign, type Foreign } from '../../support/foreign.ts'
import { approveAll, leave, openPresenter, openStage, type Onstage } from '../../support/onstage.ts'
import { exported } from '../../support/exported.ts'
import { makeHome, SOON, startShow, type Show } from '../../support/show.ts'

const DECK = '# Damaged\n\n---\n\n<!-- .slide: id="one" -->\n\n```demo one\n```\n'
let window: Window
let author: Foreign
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(() => {
  author = makeForeign()
  author.write('slides/mine/deck.md', DECK)
})
afterEach(() => author.remove())

const damage = () => truncateSync(join(author.folder, 'demos/one/take/main.cast'), 90)

describe('a recording that is damaged during a talk', () => {
  it('is treated like a missing one: live continues, the presenter is told, and the room sees nothing', async () => {
    show = await startShow({ deck: 'mine', folder: author.folder })
    stage = await openStage(window.context, show)
    await approveAll(stage)
    await stage.go('one')
    await stage.press('ArrowRight')
    await stage.until({ mode: 'live', phase: 'done' })
    const before = show.home.ran()

    damage()
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    await stage.until({ mode: 'live', badge: 'LIVE' })
    expect(await stage.page.locator('.stage-problems').count()).toBe(0)
    show.home.go()
    await stage.press('ArrowRight')
    await stage.until({ mode: 'live', phase: 'done' })
    expect(show.home.ran().length).toBe(before.length + 1)

    expect(await stage.page.textContent('body')).not.toContain('.cast')
    await expect
      .poll(() => show.said(), SOON)
      .toMatch(/one: its recording is damaged[^]*take\/main\.cast:1/)
    const view = await openPresenter(stage)
    await expect
      .poll(() => view.page.textContent('.pv-panes'), SOON)
      .toMatch(/its recording is damaged: .*main\.cast:1/)
    // A step that is to be replayed is never run. There is nothing to show, and the notice says so.
    await stage.press('f', 'ArrowRight')
    await stage.until({ phase: 'failed' })
    await expect.poll(() => stage.notice(), SOON).toMatch(/no recording/)
    expect(show.home.ran().length).toBe(before.length + 1)
    await view.page.close()
    await leave(stage, show)
  })

  it('is reported by an export, which plays the rest and exits with an error', async () => {
    const home = makeHome()
    damage()
    const out = join(home.folder, 'out')
    const { status, said } = await exported('mine', out, home, author.folder)
    expect(status).toBe(1)
    expect(said).toContain('take/main.cast:1')
    home.remove()
  })
})
