import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow } from '../../support/browser/browser.ts'
import { SLIDES, writePage } from '../support/fixture-page.ts'

/**
 * Takes pictures of every kind of slide at three sizes in both themes into test/shots/, for people,
 * and checks what can be measured.
 */
const shots = join(import.meta.dirname, '../../shots')
const kinds = Object.keys(SLIDES)
const sizes = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
] as const

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'cuecast-look-'))
  mkdirSync(shots, { recursive: true })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** The text sizes of the terminals on the current slide, in CSS pixels. */
const textSizes = (page: Page) =>
  page.$$eval('section.present .xterm-rows', (rows) =>
    rows.map((each) => parseFloat(getComputedStyle(each).fontSize)),
  )

describe.each(sizes)('at $width × $height', ({ width, height }) => {
  it.each(['dark', 'light'] as const)('%s', async (theme) => {
    const window = await openWindow({ width, height })
    const page = await window.context.newPage()
    const errors: string[] = []
    const requests: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(writePage(dir, theme))
    await page.waitForSelector('html[data-ready]')

    for (const [n, kind] of kinds.entries()) {
      await page.evaluate((to) => (location.hash = `#/${to}`), n)
      await page.waitForSelector(`section.present:nth-of-type(${n + 1})`)
      const steps = await page.$$eval('section.present .mark', (marks) => marks.length)
      if (steps > 0) {
        // Two steps are performed if there are two: the second shows output, chips and progress at
        // once.
        for (let step = 1; step <= Math.min(2, steps); step++) {
          await page.keyboard.press('PageDown')
          await page.waitForFunction(
            (done) =>
              document.querySelectorAll('section.present .mark[data-state="done"]').length === done,
            step,
          )
        }
      }
      await page.screenshot({ path: join(shots, `${kind}-${width}-${theme}.png`) })
      const least = width < 1920 ? 0 : kind === 'one' ? 24 : kind === 'two' ? 18 : 0
      for (const size of await textSizes(page)) expect(size).toBeGreaterThanOrEqual(least)
      const over = await page.evaluate(() => ({
        across: document.documentElement.scrollWidth - innerWidth,
        down: document.documentElement.scrollHeight - innerHeight,
      }))
      expect(over, kind).toEqual({ across: 0, down: 0 })
    }
    expect(errors).toEqual([])
    expect(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual(
      [],
    )
    await window.close()
  })
})
