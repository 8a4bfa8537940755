import { createServer, type Server } from 'node:http'
import { chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findBrowser, openWindow, type Window } from '../../support/browser/browser.ts'
import { canary, fakeContent, listen } from '../../integration/socket/test-server.ts'
import { bundles } from '../support/fixture-take.ts'
import { serve, WATCH } from '../support/served.ts'

/** Our server with the built client, and another site on the next port. */
let served: Awaited<ReturnType<typeof serve>>
let foreign: Awaited<ReturnType<typeof listen>>
let window: Window
let page: Page
const said: string[] = []
let foreignPage = ''

beforeAll(async () => {
  const content = fakeContent({
    page: async () => ({
      title: canary,
      lang: 'en',
      theme: 'dark',
      demos: ['two'],
      problems: [],
      sections: `<section><h1>Hello</h1></section>
        <section><div class="stage" data-demo="two"></div></section>`,
    }),
    demoNames: () => ['two'],
    bundle: async (name) => bundles[name] ?? null,
  })
  served = await serve(content)
  const site: Server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(foreignPage)
  })
  foreign = await listen(site)
  window = await openWindow()
})
afterAll(async () => {
  await window.close()
  await foreign.stop()
  await served.stop()
})
beforeEach(async () => {
  said.length = 0
  served.entered.length = 0
  page = await window.context.newPage()
  await page.addInitScript(WATCH)
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  return () => page.close()
})

describe('our own pages work under the policy', () => {
  test('the library', async () => {
    await page.goto(served.origin)
    expect(await page.textContent('.deck-title')).toBe(canary)
    expect(await page.evaluate('window.__violations')).toEqual([])
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect(said).toEqual([])
  })
  test('a deck with its socket, its terminals and their colours', async () => {
    const ticket = served.tickets.issue().reveal()
    await page.goto(`${served.origin}/decks/welcome/#ticket=${ticket}`)
    await page.waitForSelector('html[data-ready="true"]', { timeout: 20_000 })
    await expect.poll(() => served.entered.length).toBe(1)
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('.stage .xterm-rows span')
    const colours = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.xterm-rows span')].map((s) => getComputedStyle(s).color)`,
    )
    expect(colours.length).toBeGreaterThan(0)
    expect(colours).not.toContain('rgb(0, 0, 0)')
    expect(await page.evaluate('window.__violations')).toEqual([])
    expect(await page.evaluate('window.__pwned')).toBeUndefined()
    expect(said).toEqual([])
    // The secret leaves the address at once, and there are no cookies.
    expect(page.url()).not.toContain(ticket)
    expect(await window.context.cookies()).toEqual([])
  })
})

/** Runs a script in a page of the other site. */
async function elsewhere(script: string, html = ''): Promise<unknown> {
  foreignPage = `<!doctype html><meta charset="utf-8">${html}`
  await page.goto(foreign.origin)
  return await page.evaluate(script)
}
/** Tries to open a socket; resolves to `open` or `refused`. */
const dial = (url: string) =>
  `new Promise((done) => { const s = new WebSocket('${url}'); s.onopen = () => done('open'); s.onerror = () => done('refused') })`

describe('another site', () => {
  const socket = () => `ws://127.0.0.1:${served.port}/socket`

  test('gets no socket', async () => {
    expect(await elsewhere(dial(socket()))).toBe('refused')
  })
  test('gets none either under the other name of this machine', async () => {
    await page.goto(`http://localhost:${served.port}/`)
    expect(await page.evaluate(dial(socket()))).toBe('refused')
    await page.goto(`${served.origin}/`)
    expect(await page.evaluate(dial(socket().replace('127.0.0.1', 'localhost')))).toBe('refused')
  })
  test('gets none in a frame without an origin', async () => {
    const result = await elsewhere(
      `new Promise((done) => {
        addEventListener('message', (e) => done(e.data))
        const frame = document.createElement('iframe')
        frame.sandbox = 'allow-scripts'
        frame.srcdoc = '<script>const s = new WebSocket("${socket()}");' +
          's.onopen = () => parent.postMessage("open", "*");' +
          's.onerror = () => parent.postMessage("refused", "*")</' + 'script>'
        document.body.append(frame)
      })`,
      '<body>',
    )
    expect(result).toBe('refused')
  })
  test('reads nothing and loads nothing', async () => {
    const paths = ['/', '/decks/welcome/', '/demos/two.json']
    for (const path of paths) {
      const read = await elsewhere(
        `Promise.all(['cors', 'no-cors'].map((mode) => fetch('${served.origin}${path}', { mode })
          .then((r) => r.type + r.status, () => 'refused')))`,
      )
      expect(read, path).toEqual(['refused', 'refused'])
      for (const tag of ['script', 'img']) {
        const loaded = await elsewhere(
          `new Promise((done) => {
            const e = document.createElement('${tag}')
            e.onload = () => done('loaded')
            e.onerror = () => done('refused')
            e.src = '${served.origin}${path}'
            document.documentElement.append(e)
          })`,
        )
        expect(loaded, `${tag} ${path}`).toBe('refused')
      }
    }
  })
  test('cannot frame a deck', async () => {
    await elsewhere('0', `<iframe src="${served.origin}/decks/welcome/"></iframe>`)
    const frame = page.frames().find((other) => other !== page.mainFrame())
    expect(await frame?.evaluate('document.querySelector(".reveal")')).toBeFalsy()
  })
  test('that opened a deck has no access to it', async () => {
    const opened = window.context.waitForEvent('page')
    await elsewhere(`void (window.deck = open('${served.origin}/decks/welcome/'))`)
    const deck = await opened
    await deck.waitForLoadState()
    expect(deck.url()).toContain('/decks/welcome/')
    await expect.poll(() => page.evaluate('window.deck.closed')).toBe(true)
    expect(await deck.evaluate('window.opener')).toBeNull()
    await deck.close()
  })
})

test('a rebound name shows nothing', async () => {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP evil.test 127.0.0.1'],
  })
  try {
    const rebound = await browser.newPage()
    const answer = await rebound.goto(`http://evil.test:${served.port}/`)
    expect(answer?.status()).toBe(421)
    expect(await rebound.content()).not.toContain('library')
  } finally {
    await browser.close()
  }
})
