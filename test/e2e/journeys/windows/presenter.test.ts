import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { openPresenter, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

let window: Window
let show: Show
let stage: Onstage
let view: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 800 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
})
afterEach(async () => {
  try {
    for (const one of [stage, view]) expect(await one.errors()).toEqual([])
  } finally {
    for (const one of [stage, view]) await one.page.close()
    await show.stop()
  }
})

/** Opens the stage at a slide, and the presenter view with its key. */
async function open(slide: string): Promise<void> {
  stage = await openStage(window.context, show, slide)
  view = await openPresenter(stage)
  await view.page.waitForSelector(`section.present#${slide}`)
}
const text = (at: string) => view.page.textContent(at)
const until = (at: string, wanted: RegExp | string) =>
  expect.poll(() => text(at), SOON).toMatch(wanted)
const click = (button: string) => view.page.click(`.pv-${button}:enabled`)

/** All text that the room can read in the stage window. */
const room = () => stage.page.evaluate(() => document.body.innerText)

describe('the presenter view', () => {
  it('shows four complete panes, and Tab stays with what is visible', async () => {
    await show.stop()
    show = await startShow({ deck: 'one-name-four-machines', mode: 'replay' })
    await open('answers')
    await view.page.setViewportSize({ width: 1440, height: 900 })
    const cut = () =>
      view.page.$$eval('.pv-slide section.present .pane-body', (bodies) =>
        bodies.map((body) => [
          body.scrollWidth > body.clientWidth + 1,
          body.scrollHeight > body.clientHeight + 1,
        ]),
      )
    await expect.poll(cut, SOON).toEqual(Array.from({ length: 4 }, () => [false, false]))
    const tabs = await view.page.$$eval('button, a, [tabindex]', (all) => all.length)
    const unseen: string[] = []
    for (let n = 0; n < tabs; n++) {
      await view.press('Tab')
      const where = await view.page.evaluate(() => {
        const at = document.activeElement
        const box = at?.getBoundingClientRect()
        return at?.closest('.chrome') || box?.height === 0 ? at?.className : null
      })
      if (where !== null) unseen.push(where ?? '')
    }
    expect(unseen).toEqual([])
  })

  it('asks the stage for a step, which runs once, and mirrors its terminal', async () => {
    await open('one')
    expect(await text('.pv-who')).toBe('the stage has control; keys and buttons here ask it')
    expect(await text('.pv-step')).toContain('Next step: hello')
    expect(await text('.pv-command')).toBe('../../act hello')
    expect(await text('.pv-output')).toContain('recorded hello, as expected')
    expect(await text('.pv-notes')).toContain('Say that the first step greets')
    // Neither opening the view nor its picture of the next slide has run anything.
    expect(show.home.ran()).toEqual([])
    await click('next')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello, as expected/ })
    await view.until({ badge: 'LIVE', phase: 'done', text: /live hello, as expected/ })
    expect(show.home.ran()).toEqual(['hello'])
    await until('.pv-step', /Next step: gate/)
    expect(await room()).not.toMatch(/Say that|act gate|usually/)
  })

  it('and the stage, pressed at once, run one step: by button, key and clicker', async () => {
    await open('one')
    // At its place: a click on the element would wait until the step is over and the button ready again.
    const { x, y } = (await view.page.locator('.pv-next:enabled').boundingBox())!
    const clickNext = () => view.page.mouse.click(x + 5, y + 5)
    await Promise.all([clickNext(), stage.press('PageDown')])
    await stage.until({ phase: 'done', text: /live hello/ })
    await until('.pv-step', /Next step: gate/)
    expect(show.home.ran()).toEqual(['hello'])
    await view.page.bringToFront()
    show.home.go()
    // On a busy machine the second press comes late, and finishes the typing: the step may be over already.
    await view.page.waitForTimeout(GUARD)
    await Promise.all([view.press('PageDown'), view.press('ArrowRight'), clickNext()])
    await stage.until({ phase: 'done', text: /live through/ })
    await until('.pv-step', /Next step: long/)
    expect(show.home.ran()).toEqual(['hello', 'gate'])
  })

  it('counts down to the recording when a step is late, and the room sees nothing of it', async () => {
    await open('wall')
    await click('next')
    await stage.until({ phase: 'running', text: /live at the gate/ }, 'left')
    await until('.pv-countdown', /^late: in \d+ s its recording takes over$/)
    expect(await text('.pv-usual')).toMatch(/^usually .* s, now .* s$/)
    // Text that changes every second is not read aloud, but once that the step is late.
    const live = '[role="status"], [aria-live]'
    expect(await view.page.locator('.pv-step').locator(live).allTextContents()).toEqual([
      'late: soon its recording takes over',
    ])
    expect(await room()).not.toMatch(/late|takes over/)
    await click('fallback')
    await stage.until({ badge: 'REPLAY', why: 'by hand', phase: 'done' }, 'left')
    await view.until({ badge: 'REPLAY', phase: 'done', text: /recorded through/ }, 'left')
    expect(await text('.pv-countdown')).toBe('')
    expect(await text('.pv-panes')).toMatch(/leftREPLAYdone · by hand/)
    await click('toggle')
    await stage.until({ badge: 'REPLAY', why: 'live from the next step on' }, 'left')
    // A second click at once would be the bounce of the first.
    await view.page.waitForTimeout(GUARD)
    await click('toggle')
    await stage.until({ badge: 'LIVE' }, 'left')
  })

  it('starts a step again with rescue', async () => {
    await open('wall')
    await click('next')
    await stage.until({ phase: 'running', text: /live at the gate/ }, 'left')
    await stage.until({ phase: 'done', text: /live fine/ }, 'right')
    await click('rescue')
    await expect.poll(() => show.home.ran().length, SOON).toBe(4)
    show.home.go()
    await view.until({ badge: 'LIVE', phase: 'done', text: /live through/ }, 'left')
    expect(show.home.ran().toSorted()).toEqual(['fine', 'fine', 'gate', 'gate'])
  })

  it('skips a step, whose rejoin runs out of sight, and the next one is live', async () => {
    await open('rejoin')
    await click('skip')
    await until('.pv-step', /Next step: after/)
    await until('.pv-panes', /skipped status/)
    await expect.poll(() => show.home.ran(), SOON).toEqual(['mend'])
    await stage.until({ badge: 'LIVE' })
    await click('next')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ })
    expect(show.home.ran()).toEqual(['mend', 'after'])
    expect((await stage.see()).text).not.toContain('status')
  })

  it('comes back to live by a rejoin after a fallback', async () => {
    await open('rejoin')
    show.home.trouble()
    await click('next')
    await view.until({ badge: 'REPLAY', phase: 'done', text: /recorded status/ })
    await until('.pv-panes', /the next step is live again/)
    await click('next')
    await view.until({ badge: 'LIVE', phase: 'done', text: /live after/ })
    expect(show.home.ran()).toEqual(['status', 'mend', 'after'])
  })

  it('keeps the time of the talk on the server: a pause survives every reload', async () => {
    await open('one')
    // The talk has left its first slide.
    await until('.pv-elapsed', /0:0[1-9]/)
    await click('knobs button:first-of-type')
    await until('.pv-knobs', /go on/)
    const stood = await text('.pv-elapsed')
    for (const one of [stage, view]) await one.page.reload()
    await view.page.waitForSelector('.pv-keys')
    await until('.pv-knobs', /go on/)
    expect(await text('.pv-elapsed')).toBe(stood)
    expect(await text('.pv-left')).toMatch(/ left of 28:00$/)
    expect(await text('.pv-pace')).toMatch(/^(on time|1 min ahead)$/)
    await click('knobs button:first-of-type')
    await expect.poll(() => text('.pv-elapsed'), SOON).not.toBe(stood)
  })

  it('takes control in the middle of a step and gives it back, and the step runs once', async () => {
    await open('waits')
    await click('next')
    await stage.until({ phase: 'running', text: /live at the gate/ })
    await click('take')
    await until('.pv-who', 'this window has control; the stage shows what it does')
    await expect.poll(() => stage.notice(), SOON).toBe('another window has control of the stage')
    await click('give')
    await until('.pv-who', 'the stage has control')
    await click('take')
    await until('.pv-who', 'this window has control')
    show.home.go()
    await view.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    await click('next')
    await stage.until({ phase: 'done', text: /live long/ })
    await click('give')
    await until('.pv-who', 'the stage has control')
    await stage.press('PageDown')
    await view.until({ badge: 'LIVE', phase: 'done', text: /live last/ })
    expect(show.home.ran()).toEqual(['gate', 'long', 'last'])
  })

  it('reports that the stage window is gone, and replaces it in the middle of a step', async () => {
    await open('waits')
    await click('next')
    await view.until({ phase: 'running', text: /live at the gate/ })
    await stage.page.close()
    await until('.pv-who', 'no window has the stage: open it again, or take control here')
    await view.page.bringToFront()
    await view.press('f')
    await until('.pv-told', 'not done: no window has the stage')
    await click('take')
    await until('.pv-who', 'this window has control')
    show.home.go()
    await view.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    await click('next')
    await view.until({ badge: 'LIVE', phase: 'done', text: /live long/ })
    expect(show.home.ran()).toEqual(['gate', 'long'])
  })

  it('can be closed and opened again: the stage continues, and the view shows its current state', async () => {
    await open('waits')
    await click('next')
    await stage.until({ phase: 'running', text: /live at the gate/ })
    await view.page.close()
    show.home.go()
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    view = await openPresenter(stage)
    await until('.pv-step', /Next step: long/)
    await view.until({ badge: 'LIVE', text: /live through/ })
    expect(show.home.ran()).toEqual(['gate'])
  })
})
