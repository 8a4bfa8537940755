import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openWindow, type Window } from '../../test/support/browser/browser.ts'
import { film, type Frame } from '../../test/e2e/support/film.ts'
import type { Figure, Reading } from '../figure.ts'
import { startShow } from '../show.ts'

/** The deck that comes with the package, which a newcomer sees first. */
const DECK = 'welcome'
const PACKAGE = join(import.meta.dirname, '../..')
/** Milliseconds, more than any of this takes on a busy machine. */
const DEADLINE = 60_000
/** Milliseconds for which the live step runs before its server is gone. */
const INTO = 1_000

interface Case {
  readonly key: string
  /** The number of the slide, and whether another step of it comes before the one that fails. */
  readonly slide: number
  readonly before: boolean
  /** The end of the live step: a signal to the server, or the patience of the step in ms. */
  readonly by: NodeJS.Signals | number
}
const KILLED: Case = { key: 'killed', slide: 2, before: true, by: 'SIGKILL' }
const CASES: readonly Case[] = [
  KILLED,
  { key: 'stopped', slide: 2, before: true, by: 'SIGSTOP' },
  { key: 'patience', slide: 4, before: false, by: 4_000 },
]

/** The time from the end of the live step to the first frame of its recording, and all frames. */
interface Fallback {
  readonly ms: number
  readonly frames: readonly Frame[]
}

async function fallBack(window: Window, { slide, before, by }: Case): Promise<Fallback> {
  const show = await startShow(DECK, PACKAGE)
  const page = await window.context.newPage()
  page.setDefaultTimeout(DEADLINE)
  try {
    await page.addInitScript(hear)
    await page.goto(show.link)
    await page.waitForSelector('html[data-ready]')
    await page.evaluate((h) => (location.hash = `#/${h}`), slide)
    await page.waitForSelector('.present .pane .xterm-rows')
    if (before) {
      await page.keyboard.press('PageDown')
      await until(page, 'phase', 'done')
      await page.waitForTimeout(500)
    }
    await page.evaluate(film)
    await page.keyboard.press('PageDown')
    await until(page, 'phase', 'running')
    const signalled = typeof by === 'string'
    if (signalled) await page.waitForTimeout(INTO)
    // The clock is read before the signal is sent, so the round trip counts against us.
    const end = signalled ? await now(page) : (await entered(page)) + by
    if (signalled) show.signal(by)
    await until(page, 'mode', 'replay')
    await page.waitForTimeout(300)
    const frames = await page.evaluate<Frame[]>('window.cuecastFilm')
    return { ms: firstReplayed(frames) - end, frames }
  } finally {
    await page.close()
    await show.stop()
  }
}

const until = (page: Page, name: 'mode' | 'phase', value: string) =>
  page.waitForSelector(`.present .pane[data-${name}="${value}"]`)
const now = (page: Page) => page.evaluate(() => performance.now())

/** Runs in the page: notes on its clock when the server reported that a step runs. */
function hear(): void {
  const heard: number[] = []
  Object.assign(globalThis, { cuecastRunning: heard })
  globalThis.WebSocket = class extends WebSocket {
    constructor(...how: ConstructorParameters<typeof WebSocket>) {
      super(...how)
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('"phase":"running"'))
          heard.push(performance.now())
      })
    }
  }
}

/** The time of Enter: the server reports it in the same turn, before the shell has read it. */
async function entered(page: Page): Promise<number> {
  const heard = await page.evaluate<number[]>('window.cuecastRunning')
  return heard.at(-1) ?? NaN
}

/**
 * The time of the first frame that the recording drew: its badge is there, and the last live screen
 * is not.
 */
function firstReplayed(frames: readonly Frame[]): number {
  const live = frames.findLast(({ mode }) => mode === 'live')
  const first = frames.find(
    ({ mode, text }) => mode === 'replay' && text !== '' && text !== live?.text,
  )
  return first?.at ?? NaN
}

async function turn(window: Window): Promise<Reading> {
  const reading: Record<string, number> = {}
  for (const one of CASES) reading[one.key] = (await fallBack(window, one)).ms
  return reading
}

const from = (what: string) => `from ${what} to the first frame of the recording`

export const fallback: Figure = {
  id: 'H8',
  title: 'a recording takes over from a live step',
  method:
    'The real command with the welcome deck, and a real Chromium in which every painted frame of the terminal is kept on the clock of the page. The server is killed, or stopped so that its socket stays open and silent, one second into a step; or the four seconds of a step that is rigged to hang run out, counted from when the page hears that Enter was pressed (sent in the same turn, so that only the way through the loopback is missing). The end is the first frame that shows the recording: its badge, and another screen than the last live one.',
  measures: [
    { key: 'killed', label: from('SIGKILL'), unit: 'ms', better: 'less', target: 300 },
    { key: 'stopped', label: from('SIGSTOP'), unit: 'ms', better: 'less', target: 2_000 },
    {
      key: 'patience',
      label: from('the end of the patience'),
      unit: 'ms',
      better: 'less',
      target: 100,
    },
  ],
  async open() {
    const window = await openWindow()
    return [
      { name: 'cuecast', role: 'ours', turn: () => turn(window), close: () => window.close() },
      { name: 'anybody else', skipped: 'no other program falls back to a recording' },
    ]
  },
  async smoke() {
    const window = await openWindow()
    try {
      const { ms, frames } = await fallBack(window, KILLED)
      const blank = frames.filter(({ text }) => text === '').length
      return [
        ...(Number.isFinite(ms) ? [] : ['a recording takes over from a server that was killed']),
        ...(blank === 0
          ? []
          : [`the screen is never blank: ${blank} frames of ${frames.length} are`]),
      ]
    } finally {
      await window.close()
    }
  },
}
