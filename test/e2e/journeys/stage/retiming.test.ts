import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, openPresenter, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

let window: Window
let show: Show
let stage: Onstage
let view: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1440, height: 900 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow({ deck: 'late' })
  stage = await openStage(window.context, show, 'late')
  view = await openPresenter(stage)
  await view.page.waitForSelector('section.present#late')
})
afterEach(async () => {
  try {
    expect(await view.errors()).toEqual([])
  } finally {
    await view.page.close()
    await leave(stage, show)
  }
})

const until = (at: string, wanted: RegExp | string) =>
  expect.poll(() => view.page.textContent(at), SOON).toMatch(wanted)
const click = (button: string) => view.page.click(`.pv-${button}:enabled`)

/** Makes the presenter's window believe that the talk has lasted so many minutes more. */
async function later(minutes: number): Promise<void> {
  await until('.pv-elapsed', /^(?!0:00)/)
  await view.page.evaluate((ms) => {
    const own = performance.now.bind(performance)
    performance.now = () => own() + ms
  }, minutes * 60_000)
}

it('in a talk that is late, the view names the steps to skip, skipping runs their rejoins, and the next steps are live', async () => {
  await until('.pv-pace', 'on time')
  await later(8)
  await until('.pv-pace', /^\d min behind: skipping extra and aside saves 2:40$/)
  // The talk needs the next step, so the view shows that *skip* would not help.
  expect(await view.page.textContent('.pv-skip')).toBe('skip: firstK')
  expect(await view.page.getAttribute('.pv-skip', 'data-marked')).toBeNull()
  await until('.pv-coming', /extra 1\.\d s · skip to save time.*aside/)
  await click('next')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live first/ })

  await until('.pv-skip', 'skip: extra')
  expect(await view.page.getAttribute('.pv-skip', 'data-marked')).toBe('')
  await click('skip')
  await until('.pv-step', /Next step: middle/)
  await until('.pv-pace', /^\d min behind: skipping aside saves 1:20$/)
  await expect.poll(() => show.home.ran(), SOON).toEqual(['first', 'without-extra'])
  await click('next')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live middle/ })

  await until('.pv-skip', 'skip: aside')
  await click('skip')
  await until('.pv-step', /Next step: last/)
  await until('.pv-pace', /^(on time|\d min behind)$/)
  await click('next')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live last/ })
  expect(show.home.ran()).toEqual(['first', 'without-extra', 'middle', 'without-aside', 'last'])
  // The room saw neither the steps nor the commands that replaced them.
  expect((await stage.see()).text).not.toMatch(/extra|aside/)
})
