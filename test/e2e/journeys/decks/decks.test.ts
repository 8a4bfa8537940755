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

/** The talks that ship with the product, each from its first slide to its last, by *next* alone. */
const DECKS = ['little-engine', 'one-name-four-machines', 'contribute-101']

/** One press by replay takes seconds; a live one may build four images under emulation. */
const REPLAYED = 30_000
const LIVE = 120_000
/** All of them, side by side, on a machine that has other things to do: four times what it takes. */
const LIMIT = 20 * 60_000

let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())

/**
 * Plays the talk to its end; every slide is measured as it comes and after each press. Returns all
 * that was wrong: what is larger than its box, a part of a step that did not go well or not as `badge`
 * says, parts and slides that never came.
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

/** As fast as recordings go. */
async function faster(page: Page) {
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('>')
}

/** A talk in a window of its own, at its first slide. */
interface Opened {
  readonly deck: string
  readonly what: string
  readonly page: Page
  /** Closes it, and fails if the page had anything to complain of. */
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
 * Plays them side by side, since most of the time a page only waits until it may be pressed again;
 * each to its end, whatever becomes of the others. Returns what was wrong.
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
    // One after the other: a command that starts is told how long it may take.
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
