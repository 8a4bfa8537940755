import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { itNeeds } from '../../support/needs.ts'
import { fakeServer, type FakeServer } from '../support/fake-server.ts'
import { SLIDES } from '../support/fixture-page.ts'

/** The fixture's pane of one terminal, on whose whole screen each test draws. */
const SLIDE = Object.keys(SLIDES).indexOf('one')
const COLUMNS = 80
const ROWS = 22

const NAMED = [...Array(8).keys()]
const fronts = ['39', ...NAMED.map((n) => `${30 + n}`), ...NAMED.map((n) => `${90 + n}`)]
const backs = ['49', ...NAMED.map((n) => `${40 + n}`), ...NAMED.map((n) => `${100 + n}`)]
/** Colours of the cube, of the ramp of greys, and true colours between black and white. */
const more = ['5;16', '5;52', '5;21', '5;226', '5;196', '5;240', '5;250', '5;231']
  .concat(['2;0;0;0', '2;128;128;128', '2;255;255;255', '2;0;0;128', '2;255;200;0', '2;90;0;90'])
  .map((colour) => [`38;${colour}`, `48;${colour}`] as const)
/** Attributes that change how a pair is drawn: bold, faint, inverse, and several at once. */
const ATTRIBUTES = ['0', '1', '2', '7', '1;2', '1;7', '2;7', '1;2;7']

const pairs = ATTRIBUTES.flatMap((attribute) => [
  ...fronts.flatMap((front) => backs.map((back) => `${attribute};${front};${back}`)),
  ...more.flatMap(([front]) =>
    [...backs, ...more.map(([, back]) => back)].map((back) => `${attribute};${front};${back}`),
  ),
  ...fronts.flatMap((front) => more.map(([, back]) => `${attribute};${front};${back}`)),
])

/** Screens full of pairs, each with its number in the list as text, because its letters are what is judged. */
function screens(): string[] {
  const each = 6
  const perRow = Math.floor(COLUMNS / each)
  const perScreen = perRow * (ROWS - 1)
  const all: string[] = []
  for (let from = 0; from < pairs.length; from += perScreen) {
    let text = ''
    for (const [n, pair] of pairs.slice(from, from + perScreen).entries()) {
      if (n > 0 && n % perRow === 0) text += '\x1b[0m\r\n'
      text += `\x1b[0m\x1b[${pair}m${String(from + n).padStart(each - 1, '0')}\x1b[0m `
    }
    all.push(text)
  }
  return all
}

let window: Window
let page: Page
let server: FakeServer
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
  page = await window.context.newPage()
  server = await fakeServer(page)
  await page.goto(`${server.url}#/${SLIDE}`)
  await page.waitForSelector('html[data-ready]')
  await page.keyboard.press('PageDown')
  const { intent } = await server.next('perform')
  server.send({ type: 'phase', intent, pane: 'shell', phase: 'running' })
  server.reset('one', 'shell', '$ ')
})
afterAll(() => window.close())

/** In the page: the contrast of every run of characters in the terminal with what is drawn behind it. */
function contrasts(): { text: string; contrast: number }[] {
  const rows = document.querySelector('section.present .xterm-rows')!
  const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const light = (colour: string) => {
    const [r = 0, g = 0, b = 0] = channels(colour).map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element: Element): string => {
    const { backgroundColor } = getComputedStyle(element)
    const clear = channels(backgroundColor)[3] === 0
    return clear && element.parentElement ? behind(element.parentElement) : backgroundColor
  }
  return [...rows.querySelectorAll('span')].flatMap((span) => {
    const text = span.textContent?.trim() ?? ''
    if (!/^\d{5}$/.test(text)) return []
    const { color, opacity } = getComputedStyle(span)
    const [a, b] = [light(color), light(behind(span))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    // What is half transparent is not as dark or as bright as its colour says.
    const whole = Number(opacity) === 1 && (channels(color)[3] ?? 1) === 1
    return { text, contrast: whole ? contrast : 1 }
  })
}

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  it(
    'every pair of colours that a program can ask for can be read',
    { timeout: 120_000 },
    async () => {
      const now = () => page.evaluate(() => document.documentElement.dataset['theme'])
      if ((await now()) !== theme) await page.keyboard.press('d')
      expect(await now()).toBe(theme)
      const weak: string[] = []
      let judged = 0
      for (const [n, screen] of screens().entries()) {
        server.reset('one', 'shell', screen)
        const first = String(n * 13 * (ROWS - 1)).padStart(5, '0')
        await page.waitForFunction(
          (text) =>
            document.querySelector('section.present .xterm-rows')?.textContent.includes(text),
          first,
        )
        for (const { text, contrast } of await page.evaluate(contrasts)) {
          judged++
          if (contrast < 4.5) weak.push(`${pairs[Number(text)]}: ${contrast.toFixed(2)}`)
        }
        if (n === 0)
          await page.screenshot({
            path: join(import.meta.dirname, `../../shots/colours-1920-${theme}.png`),
          })
      }
      expect(judged).toBe(pairs.length)
      expect(weak).toEqual([])
    },
  )
})

it('an overline is seen on every row, and an underline below it', async () => {
  server.reset('one', 'shell', '\x1b[53m     \x1b[0m\r\n\x1b[53;4mxxxxx\x1b[0m')
  const lined = page.locator('section.present .xterm-overline')
  await expect.poll(() => lined.count()).toBe(2)
  for (const at of [0, 1]) {
    const box = (await lined.nth(at).boundingBox())!
    const picture = await page.screenshot({ clip: { ...box, height: 4 } })
    const paints = await page.evaluate(async (base64) => {
      const image = new Image()
      image.src = `data:image/png;base64,${base64}`
      await image.decode()
      const canvas = document.createElement('canvas').getContext('2d')!
      canvas.drawImage(image, 0, 0)
      const { data } = canvas.getImageData(0, 0, image.width, image.height)
      // A row of pixels that has the colour of text from end to end.
      return Array.from({ length: image.height }, (_, y) =>
        Array.from({ length: image.width }, (_, x) => data[4 * (y * image.width + x)] ?? 0),
      ).map((row) => new Set(row.slice(2, -2)).size === 1 && row[2])
    }, picture.toString('base64'))
    expect(new Set(paints).size, `row ${at}: ${paints.join()}`).toBeGreaterThan(1)
  }
})

describe('what follows an emoji in its row', () => {
  // Without a font for emoji none would be joined, and this would show nothing.
  itNeeds('an emoji font')('stands where the program put it', async () => {
    const rows = ['👨\u200d👩\u200d👧', '👍🏽', '❤\ufe0f', '🇩🇪', '🚀✅', '東京', 'e\u0301']
    server.reset('one', 'shell', rows.map((row) => `${row}\x1b[20G│`).join('\r\n'))
    await page.waitForFunction(() =>
      document.querySelector('section.present .xterm-rows')?.textContent.includes('東京'),
    )
    const places = await page.evaluate(() => {
      const left: number[] = []
      for (const row of document.querySelectorAll('section.present .xterm-rows > *')) {
        const nodes = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
        for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
          const at = node.textContent?.indexOf('│') ?? -1
          if (at < 0) continue
          const range = document.createRange()
          range.setStart(node, at)
          range.setEnd(node, at + 1)
          left.push(range.getBoundingClientRect().left)
        }
      }
      return left
    })
    expect(places).toHaveLength(rows.length)
    expect(Math.max(...places) - Math.min(...places)).toBeLessThan(2)
  })
})
