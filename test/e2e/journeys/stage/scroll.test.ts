import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

/**
 * Tests of what a terminal draws while it scrolls: each row once in a frame, and a selection all
 * the time.
 */
let window: Window
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
  stage = await openStage(window.context, show, 'one')
  await stage.press('t')
  await stage.page.waitForSelector('.pane.captured')
})
afterEach(() => leave(stage, show))

/**
 * Prints fewer lines than the flood of client/terminal/draw-throttle.ts, so that every frame is
 * drawn. A gate makes it wait for the test.
 */
const begin = async (lines: number) => {
  const goes = (gate: string) => `until [ -e ~/${gate} ]; do sleep 0.05; done`
  const some = (word: string) =>
    `n=0; while [ $n -lt ${lines} ]; do n=$((n+1)); echo ${word} $n; sleep 0.01; done`
  writeFileSync(
    join(show.home.folder, 'scroll'),
    `${goes('go')}; ${some('line')}; ${goes('on')}; ${some('later')}; echo over\n`,
  )
  await stage.page.keyboard.type('sh ~/scroll')
  await stage.press('Enter')
  await stage.until({ text: /sh ~\/scroll$/ })
}
const open = (gate: 'go' | 'on') => writeFileSync(join(show.home.folder, gate), '')

it('draws each row at most once in a frame while nothing is selected', async () => {
  await begin(150)
  await stage.page.evaluate(() => {
    let frame = 0
    // A late frame can have the time of the one before, so frames are counted; this comes first in each.
    function count(): void {
      frame++
      requestAnimationFrame(count)
    }
    count()
    const drawn = new Map<Element, Set<number>>()
    const again: string[] = []
    const replace = Object.getOwnPropertyDescriptor(Element.prototype, 'replaceChildren')
    const native = replace?.value as (this: Element, ...nodes: (Node | string)[]) => void
    Element.prototype.replaceChildren = function (...nodes) {
      if (this.parentElement?.matches('section.present .xterm-rows')) {
        const frames = drawn.get(this) ?? new Set()
        if (frames.has(frame)) again.push(`frame ${frame}: ${new Error().stack}`)
        drawn.set(this, frames.add(frame))
      }
      native.apply(this, nodes)
    }
    Object.assign(globalThis, { drawn, again })
  })
  open('go')
  await stage.until({ text: /line 150$/ })
  const seen = await stage.page.evaluate(() => {
    const { drawn, again } = globalThis as unknown as {
      drawn: Map<Element, Set<number>>
      again: string[]
    }
    const draws = [...drawn.values()].reduce((sum, frames) => sum + frames.size, 0)
    return { rows: drawn.size, draws, again }
  })
  expect(seen.rows).toBeGreaterThan(1)
  expect(seen.draws).toBeGreaterThan(10 * seen.rows)
  expect(seen.again).toEqual([])
})

describe('a selection', () => {
  /** The texts of the rows over which a selection is drawn. */
  const selected = () =>
    stage.page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const screen = document.querySelector('section.present .xterm-screen')
      const boxes = [...(screen?.querySelectorAll('.xterm-selection > div') ?? [])]
        .map((each) => each.getBoundingClientRect())
        .filter(({ width }) => width > 0)
      return [...(screen?.querySelectorAll('.xterm-rows > div') ?? [])]
        .filter((row) => {
          const { top, height } = row.getBoundingClientRect()
          const middle = top + height / 2
          return boxes.some((box) => box.top < middle && middle < box.bottom)
        })
        .map((row) => row.textContent.trim())
    })
  /** A number of lines that moves the selection up, but not out of sight. */
  const LINES = 4
  const row = async (text: string) => {
    const rows = stage.page.locator('section.present .xterm-rows > div')
    const box = await rows.filter({ hasText: text }).last().boundingBox()
    if (!box) throw new Error(`no row says ${text}`)
    return { ...box, middle: box.y + box.height / 2 }
  }
  const goesOn = async (text: string) => {
    const { y } = await row(text)
    open('on')
    await stage.until({ text: /over\n\$$/ })
    expect((await row(text)).y).toBeLessThan(y)
  }
  beforeEach(async () => {
    // The screen is filled first, so that it scrolls.
    await stage.page.keyboard.type('seq 20')
    await stage.press('Enter')
    await stage.until({ text: /\n20\n\$$/ })
    await begin(LINES)
    open('go')
    await stage.until({ text: /line 4$/ })
  })

  it('of the mouse moves with its line while output scrolls, and disappears when it is cleared', async () => {
    const { x, middle } = await row('line 3')
    await stage.page.mouse.move(x + 1, middle)
    await stage.page.mouse.down()
    await stage.page.mouse.move(x + 400, middle, { steps: 5 })
    await stage.page.mouse.up()
    expect(await selected()).toEqual(['line 3'])
    await goesOn('line 3')
    expect(await selected()).toEqual(['line 3'])
    await stage.page.mouse.click(x + 500, middle)
    await expect.poll(selected, SOON).toEqual([])
  })

  it('of a search does the same, until the search is closed', async () => {
    await stage.press('Control+Shift+F')
    await stage.page.waitForSelector('.find-field')
    await stage.page.keyboard.type('line 2')
    await expect.poll(() => stage.page.textContent('.find-count'), SOON).toBe('1 of 1')
    await expect.poll(selected, SOON).toEqual(['line 2'])
    await goesOn('line 2')
    expect(await selected()).toEqual(['line 2'])
    await stage.press('Escape')
    await expect.poll(selected, SOON).toEqual([])
  })
})
