import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as gap } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { exported } from '../../support/exported.ts'
import { onstage, type Onstage } from '../../support/onstage.ts'
import { makeHome, SOON, STAGE, type Home } from '../../support/show.ts'

let window: Window
let home: Home
let stage: Onstage
const asked: string[] = []
beforeAll(async () => {
  home = makeHome()
  const out = join(home.folder, 'take home')
  expect(await exported('stage', out, home)).toMatchObject({ status: 0 })
  window = await openWindow({ width: 1280, height: 720 })
  const page = await window.context.newPage()
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url()))
  stage = await onstage(page)
  await page.goto(pathToFileURL(join(out, 'index.html')).href)
  await page.waitForSelector('html[data-ready]')
})
afterAll(async () => {
  const errors = await stage.errors()
  await window.close()
  home.remove()
  expect(errors).toEqual([])
})

describe('an export opened from its folder', () => {
  it('plays every step to the last slide with the key of the stage', async () => {
    const screens = new Map<string, string>()
    // The address is updated up to a second after the slide.
    const slide = () => stage.page.evaluate(() => document.querySelector('section.present')?.id)
    const where = () =>
      stage.page.evaluate(() => {
        const present = document.querySelector('section.present')
        return `${present?.id} ${present?.querySelector('.counter')?.textContent}`
      })
    // There is one press for each slide and each step; one press too many would show.
    for (let presses = 0; presses < 60 && (await slide()) !== 'end'; presses++) {
      const before = await where()
      // An earlier press would be taken for a bounce of the press before.
      await gap(GUARD)
      await stage.press('PageDown')
      await expect.poll(where, SOON).not.toBe(before)
      await expect.poll(() => stage.page.locator('.stage[data-at="running"]').count(), SOON).toBe(0)
      const { badge } = await stage.see()
      if (badge === '') continue
      expect(badge).toBe('REPLAY')
      // A slide that was just shown has its terminal, but its first frame may not be painted yet.
      const text = async () => (await stage.see()).text
      await expect.poll(text, SOON).not.toBe('')
      screens.set((await slide()) ?? '', await text())
    }
    expect(await slide()).toBe('end')
    expect(screens.get('one')).toContain('recorded last, as expected')
    expect(screens.get('hang')).toContain('recorded hang, as expected')
    expect(screens.get('wall')).toContain('recorded after, as expected')
    expect(screens.get('missing')).toContain('recorded hello, as expected')
    expect(screens.get('cues')).toContain('recorded greets Ada')
    expect(screens.get('pair')).toContain('recorded line 3')
    expect([...screens.keys()]).toHaveLength(slides())
    expect(home.ran()).toEqual([])
  }, 120_000)

  it('requests only its own files', () => {
    const folder = pathToFileURL(join(home.folder, 'take home')).href
    expect(asked.length).toBeGreaterThan(2)
    expect(
      asked.filter((url) => !url.startsWith(`${folder}/`) && !url.startsWith('data:')),
    ).toEqual([])
  })
})

/** The number of slides of the deck with a demo on them. */
function slides(): number {
  const text = readFileSync(join(STAGE, 'slides/stage/deck.md'), 'utf8')
  return text.split('```demo ').length - 1
}
