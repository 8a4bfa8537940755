import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { startShow, type Show } from '../../support/show.ts'

/**
 * Tests that everything but a deliberate press of *next* only shows a slide, and performs nothing.
 */
let window: Window
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
  stage = await openStage(window.context, show, 'one')
})
afterEach(() => leave(stage, show))
const ready = () => stage.page.waitForSelector('html[data-ready]')

/** Expects that nothing ran, although it could: a real press runs the first step and no other. */
async function expectNothingRan(): Promise<void> {
  expect(show.home.ran()).toEqual([])
  await stage.go('one')
  expect(await stage.at()).toBe('ready')
  expect(await stage.page.textContent('section.present .counter')).toBe('0 / 4')
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
  expect(show.home.ran()).toEqual(['hello'])
}

describe('nothing is performed by', () => {
  it('an address, of a slide or of a step', async () => {
    for (const hash of ['#/one/0', '#/one/1', '#/1/0/2', '#/hang/0', '#/pair', '#/one'])
      await stage.page.evaluate((to) => {
        location.hash = to
      }, hash)
    await expectNothingRan()
  })

  it('the back button, the forward button and a reload', async () => {
    await stage.go('pair')
    await stage.page.evaluate('history.pushState(null, "", "#/one/1")')
    for (const way of ['goBack', 'goForward', 'goBack', 'goForward'] as const) {
      await stage.page[way]()
      await stage.page.reload()
      await ready()
    }
    await expectNothingRan()
  })

  it('a message to the window', async () => {
    await stage.page.evaluate(() => {
      for (const method of ['next', 'right', 'nextFragment', 'slide', 'triggerKey', 'configure'])
        for (const args of [[], [1, 0, 2], [34], [{ keyboard: true, postMessage: true }]]) {
          postMessage(JSON.stringify({ method, args }), '*')
          postMessage({ method, args }, '*')
        }
      postMessage({ type: 'perform', demo: 'one', step: 'hello', panes: ['main'] }, '*')
      return new Promise((done) => {
        addEventListener('message', ({ data }) => data === 'last' && done(data))
        postMessage('last', '*')
      })
    })
    await expectNothingRan()
  })

  it('a query in the address', async () => {
    const { origin } = show
    const query = 'postMessage=true&keyboard=true&autoSlide=1&autoAnimate=true&step=hello&next=1'
    await stage.page.goto(`${origin}/decks/stage/?${query}#/one`)
    await ready()
    expect(await stage.page.evaluate('location.search')).toBe('')
    await stage.page.evaluate(
      `postMessage(JSON.stringify({ method: 'next', args: [] }), '*');
       new Promise((done) => setTimeout(done))`,
    )
    await expectNothingRan()
  })

  it('a key or a click from a script', async () => {
    await stage.page.evaluate(() => {
      const field = document.querySelector('section.present textarea')
      const targets = [
        globalThis,
        document,
        document.body,
        document.querySelector('.reveal'),
        field,
      ]
      const keys = ['PageDown', 'ArrowRight', ' ', 'n', 'Enter', 'r', 'l', 'f', 't']
      for (const target of targets)
        for (const key of keys)
          for (const type of ['keydown', 'keypress', 'keyup'])
            target?.dispatchEvent(
              new KeyboardEvent(type, { key, code: key, bubbles: true, cancelable: true }),
            )
      document.querySelector<HTMLElement>('.chrome-next')?.click()
      document.querySelector<HTMLElement>('section.present .xterm-screen')?.click()
      const swipe = (type: string, x: number) =>
        document.querySelector('.reveal')?.dispatchEvent(
          new PointerEvent(type, {
            pointerType: 'touch',
            clientX: x,
            clientY: 300,
            bubbles: true,
          }),
        )
      swipe('pointerdown', 900)
      swipe('pointermove', 300)
      swipe('pointerup', 100)
    })
    expect(await stage.page.locator('.pane.captured').count()).toBe(0)
    await expectNothingRan()
  })

  it('the overview of all slides', async () => {
    await stage.press('o')
    await stage.page.waitForSelector('.reveal.overview')
    await stage.press('ArrowRight', 'PageDown', 'ArrowRight', 'PageUp', 'ArrowLeft', 'ArrowLeft')
    await stage.press('Enter')
    await stage.page.waitForSelector('.reveal:not(.overview)')
    await expectNothingRan()
  })
})
