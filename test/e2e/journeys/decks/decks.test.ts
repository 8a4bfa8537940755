import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { holdLab, TURN } from '../../../support/lab.ts'
import { itNeeds } from '../../../support/needs.ts'
import { leave, onstage, openStage } from '../../support/onstage.ts'
import { environmentOf, makeHome, ROOT, startShow } from '../../support/show.ts'
import { overflow, partsOf, playThrough } from '../../support/talk.ts'

/** Plays the talks that ship with the product from the first slide to the last, by *next* alone. */
const DECKS = ['little-engine', 'one-name-four-machines', 'contribute-101']

/**
 * Milliseconds. A replayed press takes seconds; a live one may build four images under emulation.
 */
const REPLAYED = 30_000
const LIVE = 120_000
/** Milliseconds for all talks side by side: four times what they take on a quiet machine. */
const LIMIT = 20 * 60_000

let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())

/**
 * Plays the talk to its end, and measures every slide as it comes and after each press. Returns
 * everything that was wrong: contents larger than their box, parts of steps that failed or did not
 * have this `badge`, parts and slides that never came.
 */
async function play({ deck, page }: Opened, badge: string, patience: number): Promise<string[]> {
  const wrong = new Set<string>()
  const slides = new Set<string>()
  const performed = await playThrough(page, {
    patience,
    async seen(slide) {
      slides.add(slide)
      for (const what of await page.evaluate(overflow)) wrong.add(`#${slide} ${what}`)
    },
  })
  for (const part of performed)
    if (!part.ok || part.badge !== badge) wrong.add(JSON.stringify(part))
  const wanted = partsOf(deck)
  const came = performed.map(({ part }) => part)
  if (came.length !== wanted.length) wrong.add(`${came.length} parts of ${wanted.length}`)
  for (const part of wanted) if (!came.includes(part)) wrong.add(`never performed: ${part}`)
  const ids = await page.$$eval('.slides section:not(:has(section))', (all) => all.map((s) => s.id))
  for (const id of ids) if (!slides.has(id)) wrong.add(`never shown: #${id}`)
  return [...wrong]
}

/** Sets the fastest speed of recordings. */
async function faster(page: Page) {
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('>')
}

/** A talk in its own window, at its first slide. */
interface Opened {
  readonly deck: string
  readonly what: string
  readonly page: Page
  /** Closes the window, and fails if the page had errors. */
  readonly close: () => Promise<void>
}

async function onStage(deck: string, mode: 'live' | 'replay'): Promise<Opened> {
  const show = await startShow({ deck, mode, folder: ROOT, ending: LIVE })
  const stage = await openStage(window.context, show)
  const close = () => leave(stage, show)
  return { deck, what: `${deck} on stage, ${mode}`, page: stage.page, close }
}

async function fromDisk(deck: string): Promise<Opened> {
  const home = makeHome()
  const out = join(home.folder, 'take home')
  const command = [join(ROOT, 'dist/cli/cuecast.js'), 'export', deck, '--out', out]
  const exporting = spawn(process.execPath, command, {
    cwd: ROOT,
    env: environmentOf(home),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  expect(await once(exporting, 'exit')).toEqual([0, null])
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

/**
 * Plays the talks side by side, because a page mostly waits until it may be pressed again. Each is
 * played to its end, even if others fail. Returns everything that was wrong.
 */
async function playAll(opened: readonly Opened[], badge: string, patience: number) {
  const plays = opened.map(async (talk) => {
    try {
      return (await play(talk, badge, patience)).map((what) => `${talk.what}: ${what}`)
    } catch (error) {
      return [`${talk.what}: ${String(error)}`]
    } finally {
      await talk.close()
    }
  })
  return (await Promise.all(plays)).flat()
}

describe('the talks play to their last slides', () => {
  it('by replay, on stage and from disk', { timeout: LIMIT }, async () => {
    const opened: Opened[] = []
    // The talks are opened one after the other, because a command must start within a time limit.
    for (const deck of DECKS) opened.push(await onStage(deck, 'replay'), await fromDisk(deck))
    for (const { page } of opened) await faster(page)
    expect(await playAll(opened, 'REPLAY', REPLAYED)).toEqual([])
  })

  itNeeds('lab')('live, without a fallback', { timeout: TURN + LIMIT }, async () => {
    onTestFinished(await holdLab())
    const opened: Opened[] = []
    for (const deck of DECKS) opened.push(await onStage(deck, 'live'))
    expect(await playAll(opened, 'LIVE', LIVE)).toEqual([])
  })
})
