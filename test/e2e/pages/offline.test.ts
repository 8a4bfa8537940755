import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { SLIDES, writePage } from '../support/fixture-page.ts'

const shots = join(import.meta.dirname, '../../shots')
const at = (kind: keyof typeof SLIDES) => Object.keys(SLIDES).indexOf(kind)

let dir: string
let window: Window
let page: Page
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cuecast-offline-'))
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(async () => {
  await window.close()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(async () => {
  page = await window.context.newPage()
})
afterEach(() => page.close())

async function open(where: { hash?: string; query?: string; strict?: boolean } = {}) {
  const { hash = '', query = '', strict = false } = where
  await page.goto(`${writePage(dir, 'dark', strict)}${query}${hash}`)
  await page.waitForSelector('html[data-ready]')
}
/** The visible state of the stage: its marks, and the text of each terminal. */
const stage = () =>
  page.evaluate(() => ({
    marks: [...document.querySelectorAll<HTMLElement>('section.present .mark')].map(
      (mark) => mark.dataset['state'],
    ),
    text: [...document.querySelectorAll('section.present .xterm-rows')].map((rows) =>
      [...rows.children]
        .map((row) => row.textContent.trimEnd())
        .join('\n')
        .trim(),
    ),
  }))
const done = (steps: number) =>
  page.waitForFunction(
    (n) => document.querySelectorAll('section.present .mark[data-state="done"]').length === n,
    steps,
  )
/** The current slide. Reveal updates the address a second later, so the slide itself is read. */
const slide = () =>
  page.evaluate(
    () =>
      `#/${[...document.querySelectorAll('.slides > section')].findIndex((s) => s.matches('.present'))}`,
  )
/** Waits long enough for a wrong step to begin its typing: the first key comes at once. */
const settle = () => page.evaluate(() => new Promise((done) => setTimeout(done, 500)))

describe('next and back', () => {
  it('perform one step for each press, then leave the slide', async () => {
    await open({ hash: `#/${at('two')}` })
    expect((await stage()).marks).toEqual(['next', 'later', 'later'])
    await page.keyboard.press('ArrowRight')
    await done(1)
    expect((await stage()).text[1]).toBe('❯ runc run hello\nrunc\n❯')
    await page.keyboard.press('Space')
    await done(2)
    await page.keyboard.press('PageDown')
    await done(3)
    expect(await slide()).toBe(`#/${at('two')}`)
    await settle()
    await page.keyboard.press('n')
    expect(await slide()).toBe(`#/${at('four')}`)
  })

  it('never run two steps on a double press, and never leave the slide by one', async () => {
    await open({ hash: `#/${at('one')}` })
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageDown')
    await done(1)
    await settle()
    expect((await stage()).marks).toEqual(['done', 'next'])
    await page.keyboard.down('PageDown')
    for (let n = 0; n < 20; n++) await page.keyboard.down('PageDown')
    await page.keyboard.up('PageDown')
    await done(2)
    expect(await slide()).toBe(`#/${at('one')}`)
  })

  it('do not carry a double press on a slide over into the next stage', async () => {
    await open({ hash: `#/${at('image')}` })
    await page.keyboard.press('PageDown')
    await page.keyboard.press('PageDown')
    await settle()
    expect(await slide()).toBe(`#/${at('one')}`)
    expect((await stage()).marks).toEqual(['next', 'later'])
  })

  it('finish the typing with the first press', async () => {
    await open({ hash: `#/${at('two')}` })
    await page.keyboard.press('PageDown')
    await done(1)
    await settle()
    await page.keyboard.press('PageDown')
    await settle()
    // Every text that the terminal shows after the press is collected, so the speed of the machine
    // does not matter.
    await page.evaluate(() => {
      const shown = new Set<string>()
      Object.assign(globalThis, { shown })
      addEventListener('keydown', () => shown.clear(), true)
      const rows = document.querySelector('section.present .xterm-rows')
      new MutationObserver(() => shown.add(rows?.textContent ?? '')).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      })
    })
    await page.keyboard.press('PageDown')
    await done(2)
    // Typed by hand, the dozens of remaining keys would come one by one.
    expect(await page.evaluate('shown.size')).toBeLessThan(10)
  })

  it('return to the opening of the step', async () => {
    await open({ hash: `#/${at('two')}` })
    await page.keyboard.press('PageDown')
    await done(1)
    await page.keyboard.press('PageUp')
    await done(0)
    await page.waitForFunction(
      () => document.querySelector('section.present .xterm-rows')?.textContent.trim() === '❯',
    )
    await page.keyboard.press('PageUp')
    expect(await slide()).toBe(`#/${at('one')}`)
  })

  it('work with a mouse too', async () => {
    await open({ hash: `#/${at('one')}` })
    await page.click('.chrome-next')
    await done(1)
    await page.click('.chrome-back')
    await done(0)
  })
})

describe('no step is performed by', () => {
  beforeEach(() => open({ hash: `#/${at('one')}`, query: '?postMessage=true&keyboard=true' }))
  const untouched = async () => {
    await settle()
    expect(await stage()).toEqual({ marks: ['next', 'later'], text: ['❯'] })
  }

  it('a hash, going back, or a reload', async () => {
    await page.evaluate((n) => (location.hash = `#/${n}`), at('two'))
    await page.evaluate((n) => (location.hash = `#/${n}`), at('one'))
    await untouched()
    await page.reload()
    await page.waitForSelector('html[data-ready]')
    await untouched()
  })

  it('a message from another page, and the query that would allow it is removed', async () => {
    expect(await page.evaluate(() => location.search)).toBe('')
    await page.evaluate(() => {
      for (const method of ['next', 'right', 'slide'])
        postMessage(JSON.stringify({ method, args: [0] }), '*')
    })
    await untouched()
  })

  it('a key or a click from a script', async () => {
    await page.evaluate(() => {
      const key = { key: 'PageDown', keyCode: 34, bubbles: true, cancelable: true }
      for (const target of [globalThis, document, document.body])
        target.dispatchEvent(new KeyboardEvent('keydown', key))
      document.querySelector<HTMLElement>('.chrome-next')?.click()
    })
    await untouched()
  })

  it('the overview', async () => {
    await page.keyboard.press('Escape')
    await page.waitForSelector('.reveal.overview')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.reveal:not(.overview)')
    await untouched()
  })

  it('the key that closes the sheet of keys', async () => {
    await page.keyboard.press('?')
    await page.waitForSelector('.sheet:not([hidden])')
    await page.keyboard.press('PageDown')
    await page.waitForSelector('.sheet', { state: 'hidden' })
    await untouched()
  })
})

/**
 * Reads the first terminal when all callbacks of a frame have run, which is what is painted next.
 */
function watchFrames(): void {
  const seen: string[] = []
  Object.assign(globalThis, { seen })
  const native = requestAnimationFrame.bind(globalThis)
  let waiting: FrameRequestCallback[] = []
  globalThis.requestAnimationFrame = (run) => waiting.push(run)
  const frame = (now: number) => {
    const runs = waiting
    waiting = []
    for (const run of runs) run(now)
    const rows = document.querySelector('section.present .xterm-rows')
    seen.push(rows?.textContent.trim() ?? 'gone')
    native(frame)
  }
  native(frame)
}

describe('the screen', () => {
  it('has a badge with the source of the recording, and a chip with the end of the command', async () => {
    await open({ hash: `#/${at('two')}` })
    await page.keyboard.press('PageDown')
    await done(1)
    const words = await page.$$eval('section.present .pane', (panes) =>
      panes.map((pane) => [
        pane.querySelector('.badge')?.textContent,
        pane.querySelector('.chip')?.textContent,
      ]),
    )
    const badge = 'REPLAYrecorded 3 Nov 2026 · docker 28.2 · runc 1.2 · linux/amd64'
    expect(words).toEqual([
      [badge, 'exit 0 · 0.4 s · 1 line'],
      [badge, 'exit 0 · 0.4 s · 1 line'],
    ])
    expect(await page.textContent('.spoken')).toContain('step hello, runc: finished, exit 0')
  })

  it('is never blank while a reset is drawn', async () => {
    await open({ hash: `#/${at('two')}` })
    await page.keyboard.press('PageDown')
    await done(1)
    await page.keyboard.press('PageDown')
    await settle()
    await page.evaluate(watchFrames)
    await page.keyboard.press('PageUp')
    await settle()
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    expect(seen.at(-1)).toContain('4f1a0c7d9b2e')
    expect(seen.at(-1)).not.toContain('-m 16m')
    for (const screen of seen) expect(screen).toContain('4f1a0c7d9b2e')
  })

  it('has only the terminals of the current slide', async () => {
    await open({ hash: `#/${at('four')}` })
    expect(await page.locator('.xterm').count()).toBe(4)
    await page.evaluate((n) => (location.hash = `#/${n}`), at('two'))
    await page.waitForFunction(() => document.querySelectorAll('.xterm').length === 2)
    await page.evaluate(() => (location.hash = '#/0'))
    await page.waitForFunction(() => document.querySelectorAll('.xterm').length === 0)
  })

  it('fills the pane again when the window changes', async () => {
    await open({ hash: `#/${at('one')}` })
    const size = () =>
      page.$eval('section.present .xterm-rows', (rows) =>
        parseFloat(getComputedStyle(rows).fontSize),
      )
    const before = await size()
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.waitForFunction(
      (was) =>
        parseFloat(getComputedStyle(document.querySelector('.present .xterm-rows')!).fontSize) >
        was,
      before,
    )
    expect(await size()).toBeGreaterThanOrEqual(24)
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  it('shows one pane alone with M, each in turn, and all again', async () => {
    await open({ hash: `#/${at('two')}` })
    const shown = () =>
      page.$$eval('section.present .cell', (cells) =>
        cells
          .filter((cell) => cell.checkVisibility())
          .map((cell) => (cell as HTMLElement).dataset['pane']),
      )
    expect(await shown()).toEqual(['docker', 'runc'])
    await page.keyboard.press('m')
    expect(await shown()).toEqual(['docker'])
    await page.keyboard.press('m')
    expect(await shown()).toEqual(['runc'])
    await page.keyboard.press('m')
    expect(await shown()).toEqual(['docker', 'runc'])
    // A stage that shows one pane at a time still does.
    await page.evaluate((n) => (location.hash = `#/${n}`), at('one'))
    await page.keyboard.press('m')
    await page.keyboard.press('m')
    expect(await shown()).toHaveLength(1)
  })

  it('has colours, under a policy that allows no style without its nonce', async () => {
    await open({ hash: `#/${at('one')}`, strict: true })
    await page.keyboard.press('PageDown')
    await done(1)
    await settle()
    await page.keyboard.press('PageDown')
    await done(2)
    const colour = await page.evaluate(() => {
      const spans = [...document.querySelectorAll('section.present .xterm-rows span')]
      const red = spans.find((span) => span.textContent === 'red')
      return red ? getComputedStyle(red).color : null
    })
    expect(colour).toBe('rgb(255, 123, 114)')
  })

  it('shows a sheet of keys, all slides, and black, each with its key', async () => {
    await open({ hash: `#/${at('two')}` })
    await page.keyboard.press('?')
    await page.waitForSelector('.sheet:not([hidden])')
    await page.screenshot({ path: join(shots, 'sheet-1280-dark.png') })
    await page.keyboard.press('Escape')
    await page.keyboard.press('o')
    await page.waitForSelector('.reveal.overview')
    await settle()
    await page.screenshot({ path: join(shots, 'overview-1280-dark.png') })
    await page.keyboard.press('o')
    await page.keyboard.press('b')
    await page.waitForSelector('.reveal.paused')
    await page.keyboard.press('b')
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await settle()
    await page.screenshot({ path: join(shots, 'larger-1280-dark.png') })
  })

  it('needs no request except for files beside the page', async () => {
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await open({ hash: `#/${at('four')}` })
    await page.keyboard.press('PageDown')
    await done(1)
    expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([])
  })
})
