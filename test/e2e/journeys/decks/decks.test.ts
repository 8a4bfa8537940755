import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { exported } from '../../support/exported.ts'
import { onstage } from '../../support/onstage.ts'
import { makeHome, ROOT } from '../../support/show.ts'
import { DECKS, LIMIT, onStage, playAll, type Opened } from '../../support/whole-talk.ts'

/** Milliseconds for one replayed press. */
const REPLAYED = 30_000

let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())

/** Sets the fastest speed of recordings. */
async function faster(page: Page) {
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('>')
}

async function fromDisk(deck: string): Promise<Opened> {
  const home = makeHome()
  const out = join(home.folder, 'take home')
  expect(await exported(deck, out, home, ROOT)).toMatchObject({ status: 0 })
  const page = await window.context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url()))
  const stage = await onstage(page)
  await page.goto(pathToFileURL(join(out, 'index.html')).href)
  await page.waitForSelector('html[data-ready]')
  return {
    deck,
    what: `${deck} from disk`,
    page,
    async close() {
      const errors = await stage.errors()
      await page.close()
      home.remove()
      const own = `${pathToFileURL(out).href}/`
      expect(asked.filter((url) => !url.startsWith(own) && !url.startsWith('data:'))).toEqual([])
      expect(errors).toEqual([])
    },
  }
}

it(
  'each talk plays to its last slide by replay, on stage and from disk',
  { timeout: LIMIT },
  async () => {
    const opened: Opened[] = []
    // The talks are opened one after the other, because a command must start within a time limit.
    for (const deck of DECKS)
      opened.push(await onStage(window.context, deck, 'replay'), await fromDisk(deck))
    for (const { page } of opened) await faster(page)
    expect(await playAll(opened, 'REPLAY', REPLAYED)).toEqual([])
  },
)
