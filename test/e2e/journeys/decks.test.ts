import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openWindow, type Window } from '../../browser.ts'
import { holdLab, TURN } from '../../lab.ts'
import { itNeeds } from '../../needs.ts'
import { leave, onstage, openStage } from '../onstage.ts'
import { environmentOf, makeHome, ROOT, startShow } from '../show.ts'
import { overflow, partsOf, playThrough, type Performed } from '../talk.ts'

/** The talks that ship with the product, each from its first slide to its last, by *next* alone. */
const DECKS = ['little-engine', 'one-name-four-machines', 'contribute-101']

/** One press by replay takes seconds; a live one may build four images under emulation. */
const REPLAYED = 30_000
const LIVE = 120_000
/** A whole talk. */
const LIMIT = 8 * 60_000

let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())

/** Plays the talk; every slide is measured as it comes and after each press. */
async function play(page: Page, patience: number, what: string): Promise<Performed[]> {
  const spilled = new Set<string>()
  const slides = new Set<string>()
  const total = await page.evaluate(
    () => document.querySelectorAll('.slides section:not(:has(section))').length,
  )
  const performed = await playThrough(page, {
    patience,
    async seen(slide) {
      slides.add(slide)
      for (const what of await page.evaluate(overflow)) spilled.add(`#${slide} ${what}`)
    },
  })
  expect(slides.size, what).toBe(total)
  expect([...spilled], what).toEqual([])
  return performed
}

/** As fast as recordings go. */
async function faster(page: Page) {
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('>')
}

async function onStage(deck: string): Promise<Performed[]> {
  const show = await startShow({ deck, mode: 'replay', folder: ROOT })
  const stage = await openStage(window.context, show)
  try {
    await faster(stage.page)
    return await play(stage.page, REPLAYED, `${deck} on stage`)
  } finally {
    await leave(stage, show)
  }
}

async function fromDisk(deck: string): Promise<Performed[]> {
  const home = makeHome()
  const out = join(home.folder, 'take home')
  const command = [join(ROOT, 'dist/cli/cuecast.js'), 'export', deck, '--out', out]
  const exporting = spawn(process.execPath, command, {
    cwd: ROOT,
    env: environmentOf(home),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const page = await window.context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url()))
  try {
    const stage = await onstage(page)
    expect(await once(exporting, 'exit')).toEqual([0, null])
    await page.goto(pathToFileURL(join(out, 'index.html')).href)
    await page.waitForSelector('html[data-ready]')
    await faster(page)
    const performed = await play(page, REPLAYED, `${deck} from disk`)
    const own = `${pathToFileURL(out).href}/`
    expect(asked.filter((url) => !url.startsWith(own) && !url.startsWith('data:'))).toEqual([])
    expect(await stage.errors()).toEqual([])
    return performed
  } finally {
    await page.close()
    home.remove()
  }
}

describe('the talks', () => {
  it(
    'play to their last slides by replay, on stage and from disk',
    { timeout: LIMIT },
    async () => {
      // Side by side: most of the time a page only waits until it may be pressed again.
      const plays = DECKS.flatMap((deck) =>
        [onStage, fromDisk].map(async (way) => {
          const performed = await way(deck)
          expect(performed.filter(({ ok, badge }) => !ok || badge !== 'REPLAY')).toEqual([])
          expect(performed.map(({ part }) => part).sort()).toEqual(partsOf(deck).sort())
        }),
      )
      const ended = await Promise.allSettled(plays)
      expect(
        ended.flatMap((play) => (play.status === 'rejected' ? [String(play.reason)] : [])),
      ).toEqual([])
    },
  )

  for (const deck of DECKS) {
    const title = `${deck} plays to its last slide live, without a fallback`
    itNeeds('lab')(title, { timeout: TURN + LIMIT }, async () => {
      onTestFinished(await holdLab())
      const show = await startShow({ deck, mode: 'live', folder: ROOT, ending: LIVE })
      const stage = await openStage(window.context, show)
      try {
        const performed = await play(stage.page, LIVE, `${deck} live`)
        expect(performed.filter(({ ok, badge }) => !ok || badge !== 'LIVE')).toEqual([])
        expect(performed.map(({ part }) => part).sort()).toEqual(partsOf(deck).sort())
      } finally {
        await leave(stage, show)
      }
    })
  }
})
