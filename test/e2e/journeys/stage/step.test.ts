import { setTimeout as gap } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

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

describe('a live step', () => {
  it('runs in a real shell, and the badge and the chip show it', async () => {
    expect(await stage.see()).toMatchObject({ badge: 'LIVE', phase: 'idle' })
    await stage.press('PageDown')
    const seen = await stage.until({ phase: 'done', text: /as expected\n\$$/ })
    expect(seen).toMatchObject({ badge: 'LIVE', why: '', facts: '' })
    expect(seen.text).toBe('$ ../../act hello\nlive hello, as expected\n$')
    expect(seen.chip).toMatch(/^exit 0 · [\d.]+ m?s · 1 line$/)
    expect(show.home.ran()).toEqual(['hello'])
  })

  it('starts in both panes on one press, and each shows its end', async () => {
    await stage.go('pair')
    await stage.page.evaluate(() => {
      const typing = { atOnce: 0 }
      Object.assign(globalThis, { typing })
      new MutationObserver(() => {
        const panes = document.querySelectorAll('section.present .pane[data-phase="typing"]')
        typing.atOnce = Math.max(typing.atOnce, panes.length)
      }).observe(document.body, { subtree: true, attributeFilter: ['data-phase'] })
    })
    await stage.press('PageDown')
    const left = await stage.until({ phase: 'done', text: /live line 3/ }, 'left')
    expect(left.chip).toMatch(/^exit 7, as expected · [\d.]+ m?s · 3 lines$/)
    expect(await stage.until({ phase: 'running', text: /at the gate/ }, 'right')).toMatchObject({
      chip: expect.stringMatching(/^running \d+\.\d s$/) as string,
    })
    show.home.go()
    const right = await stage.until({ phase: 'done' }, 'right')
    expect(right.chip).toMatch(/^exit 0 · [\d.]+ m?s · 2 lines$/)
    expect(await stage.page.evaluate('typing.atOnce')).toBe(2)
  })

  it('can answer a program that asks', async () => {
    await stage.go('cues')
    await stage.press('PageDown')
    const seen = await stage.until({ phase: 'done', text: /greets/ })
    expect(seen.text).toContain('Your name? Ada\nlive greets Ada\n')
    expect(seen.badge).toBe('LIVE')
  })

  it('is typed to its end by the next press', async () => {
    await stage.go('long')
    await stage.press('PageDown')
    await stage.until({ phase: 'typing', text: /act/ })
    await stage.page.evaluate(() => {
      const texts = new Set<string>()
      Object.assign(globalThis, { shownTexts: () => texts.size })
      const rows = document.querySelector('section.present .xterm-rows')!
      const note = () => texts.add(rows.textContent)
      addEventListener('keydown', () => {
        new MutationObserver(note).observe(rows, {
          subtree: true,
          childList: true,
          characterData: true,
        })
      })
    })
    await stage.press('ArrowRight')
    await stage.until({ phase: 'done', text: /live long, as expected/ })
    // Typed by hand, each of the sixty remaining letters would be shown separately.
    expect(await stage.page.evaluate<number>('shownTexts()')).toBeLessThan(20)
    const { text } = await stage.see()
    expect(text.replaceAll('\n', '')).toContain('hand needs seconds for themlive long')
    expect(show.home.ran()).toEqual(['long'])
    expect(await stage.at()).toBe('ready')
  })

  it('shows the prompt of its recording until something has run, even after a reload', async () => {
    const before = await stage.until({ phase: 'idle', text: /^\$$/ })
    // The stage has told the server its position, from which a reload begins.
    await stage.page.waitForFunction(() => document.querySelector('.pane[data-mode="live"]'))
    for (let n = 0; n < 2; n++) {
      await stage.page.reload()
      await stage.page.waitForSelector('html[data-ready]')
      expect(await stage.until({ phase: 'idle', text: /^\$$/ })).toEqual(before)
    }
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /as expected\n\$$/ })
    expect(show.home.ran()).toEqual(['hello'])
  })

  it('continues through a reload, which finds its screen and its outcome and runs nothing', async () => {
    await stage.go('waits')
    await stage.press('PageDown')
    const before = await stage.until({ phase: 'running', text: /at the gate/ })
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    const after = await stage.until({ phase: 'running', text: before.text })
    expect(after).toMatchObject({ badge: 'LIVE' })
    show.home.go()
    const seen = await stage.until({ phase: 'done', text: /live through\n\$$/ })
    expect(seen.chip).toMatch(/^exit 0 · .* · 2 lines$/)
    expect(await stage.at()).toBe('ready')
    expect(show.home.ran()).toEqual(['gate'])
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /live long/ })
    expect(show.home.ran()).toEqual(['gate', 'long'])
  })
})

describe('a second press', () => {
  const keys = [
    ['PageDown', 'PageDown'],
    ['ArrowRight', 'ArrowRight'],
    ['PageDown', 'ArrowRight'],
    ['ArrowRight', 'PageDown'],
  ] as const
  const gaps = [10, 60, 150, 300]
  const counter = () => stage.page.textContent('section.present .counter')

  it.each(keys)('%s and %s shortly after each other run one step', async (first, second) => {
    for (const [n, ms] of gaps.slice(0, 2).entries()) {
      await stage.page.reload()
      await stage.page.waitForSelector('html[data-ready]')
      await stage.page.keyboard.press(n === 0 ? first : second)
      await gap(ms)
      await stage.page.keyboard.press(n === 0 ? second : first)
      show.home.go()
      await stage.until({ phase: 'done' })
      expect(await counter()).toBe(`${n + 1} / 4`)
      expect(show.home.ran()).toEqual(['hello', 'gate'].slice(0, n + 1))
    }
  })

  it.each(gaps)('%i ms after the one that finished the typing runs nothing', async (ms) => {
    await stage.press('PageDown')
    await stage.until({ phase: 'typing', text: /act/ })
    await stage.press('PageDown')
    await gap(ms)
    // The step may be over by now, and without a guard this press would start the next one.
    await stage.press('ArrowRight')
    await stage.until({ phase: 'done', text: /live hello/ })
    expect(await stage.at()).toBe('ready')
    expect(await counter()).toBe('1 / 4')
    expect(show.home.ran()).toEqual(['hello'])
  })

  it('of a bouncing clicker does not leave the slide whose last step it finished', async () => {
    for (const [slide, ms] of [
      ['hang', 60],
      ['status', 150],
      ['words', 300],
    ] as const) {
      await stage.go(slide)
      // An earlier first press would be a bounce of the press on the slide before.
      await gap(GUARD)
      await stage.press('PageDown')
      await stage.until({ phase: 'typing', text: /\/a/ }, 'left')
      await stage.press('PageDown')
      await gap(ms)
      await stage.press('PageDown')
      await stage.until({ phase: 'done' }, 'left')
      expect(await stage.page.evaluate('location.hash')).toBe(`#/${slide}`)
    }
  })

  it('does not prolong the guard: somebody who keeps pressing starts the next step', async () => {
    // Each press is within the guard of the one before; a slower machine only makes it easier.
    for (let presses = 0; presses < 20; presses++) {
      await stage.press('PageDown')
      await gap(GUARD / 4)
    }
    await expect.poll(counter, SOON).toBe('2 / 4')
    show.home.go()
    await stage.until({ phase: 'done', text: /live through/ })
    expect(show.home.ran()).toEqual(['hello', 'gate'])
  })

  it('from a key that is held down does not count', async () => {
    for (let times = 0; times < 40; times++) await stage.page.keyboard.down('PageDown')
    await stage.until({ phase: 'done' })
    for (let times = 0; times < 40; times++) await stage.page.keyboard.down('PageDown')
    await stage.page.keyboard.up('PageDown')
    expect(await counter()).toBe('1 / 4')
    expect(show.home.ran()).toEqual(['hello'])
  })
})

describe('a terminal that has the keyboard', () => {
  it('gets what is typed, while the clicker continues the talk', async () => {
    await stage.press('PageDown')
    await stage.until({ phase: 'done' })
    await stage.page.click('section.present .xterm-screen')
    await stage.page.waitForSelector('.pane.captured .keyboard')
    // These letters and keys have a meaning on stage, but are typed into a shell.
    await stage.page.keyboard.type('echo flr t  mb; touch ~/go')
    await stage.press('ArrowLeft', 'ArrowRight', 'Enter')
    await stage.until({ badge: 'LIVE', text: /\nflr t mb\n\$$/ })
    expect(await stage.page.textContent('.pane.captured .keyboard')).toMatch(/Shift Esc lets go/)
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /live through/ })
    expect(show.home.ran()).toEqual(['hello', 'gate'])
    await stage.press('Shift+Escape')
    await expect.poll(() => stage.page.locator('.pane.captured').count(), SOON).toBe(0)
    await stage.page.keyboard.type('xyz')
    await stage.press('t')
    await stage.page.waitForSelector('.pane.captured')
    await stage.page.keyboard.type('echo by $((40+2)) hands')
    await stage.press('Enter')
    const seen = await stage.until({ text: /by 42 hands\n\$$/ })
    expect(seen.text).not.toContain('xyz')
  })
})
