import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWindow, type Window } from '../../test/support/browser/browser.ts'
import type { Figure, Reading } from '../figure.ts'
import { startShow } from '../show.ts'

/** A demo with a recording, which is shown here as often as needed. */
const RECORDED = join(import.meta.dirname, '../../test/fixtures/stage/demos/one')
const COUNTS = [1, 50, 200] as const
/** Milliseconds, more than any of this takes on a busy machine. */
const DEADLINE = 120_000
const keyOf = (count: number) => `demos-${count}`

/** A deck of so many demos, one on each slide. They only replay, so no shell delays them. */
function deckOf(count: number): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-opening-'))
  const names = Array.from({ length: count }, (_, n) => `demo-${n}`)
  const script = 'live: false\nsteps:\n  - { id: hello, caption: One, run: ls }\n'
  for (const name of names) {
    cpSync(join(RECORDED, 'take'), join(folder, 'demos', name, 'take'), { recursive: true })
    writeFileSync(join(folder, 'demos', name, 'demo.yaml'), script)
  }
  mkdirSync(join(folder, 'slides/many'), { recursive: true })
  const slides = names.map((name) => `## ${name}\n\n\`\`\`demo ${name}\n\`\`\`\n`)
  writeFileSync(join(folder, 'slides/many/deck.md'), slides.join('\n---\n\n'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The moment at which the first terminal of a page has text, on the clock of the page. */
interface Opened {
  readonly ms: number
  /** The number of terminals in the page by then; `recordings`: that of the recordings. */
  readonly terminals: number
  readonly recordings: number
}

/** Runs in the page: checks every frame until there is text. */
function look(): void {
  const frame = (): void => {
    const text = document.querySelector('.present .xterm-rows')?.textContent.trim() ?? ''
    if (text === '') return void requestAnimationFrame(frame)
    const entries = performance.getEntriesByType('resource')
    const opened = {
      ms: performance.now(),
      terminals: document.querySelectorAll('.xterm').length,
      recordings: entries.filter(({ name }) => /\/demos\/[^/]+\.json$/.test(name)).length,
    }
    Object.assign(globalThis, { cuecastOpened: opened })
  }
  requestAnimationFrame(frame)
}

async function open(window: Window, count: number): Promise<Opened> {
  const deck = deckOf(count)
  const show = await startShow('many', deck.folder)
  const page = await window.context.newPage()
  page.setDefaultTimeout(DEADLINE)
  try {
    await page.addInitScript(look)
    await page.goto(show.link)
    await page.waitForFunction(() => 'cuecastOpened' in globalThis)
    return await page.evaluate<Opened>('window.cuecastOpened')
  } finally {
    await page.close()
    await show.stop()
    deck.remove()
  }
}

async function turn(window: Window): Promise<Reading> {
  const reading: Record<string, number> = {}
  for (const count of COUNTS) reading[keyOf(count)] = (await open(window, count)).ms
  const ratio = (reading[keyOf(200)] ?? NaN) / (reading[keyOf(1)] ?? NaN)
  return { ...reading, ratio }
}

const demos = (count: number) => (count === 1 ? 'one demo' : `${count} demos`)

export const opening: Figure = {
  id: 'H11',
  title: 'opening a deck of many demos',
  method:
    'The real command with a deck of one, 50 and 200 recorded demos, one on each slide, and a real Chromium. From the start of the navigation to the first frame in which the terminal of the first slide has text, on the clock of the page.',
  measures: [
    ...COUNTS.map((count) => ({
      key: keyOf(count),
      label: `to the first text, ${demos(count)}`,
      unit: 'ms',
      better: 'less' as const,
    })),
    { key: 'ratio', label: '200 demos to one', unit: '×', better: 'less', target: 2 },
  ],
  async open() {
    const window = await openWindow()
    return [
      { name: 'cuecast', role: 'ours', turn: () => turn(window), close: () => window.close() },
    ]
  },
  async smoke() {
    const window = await openWindow()
    try {
      const { terminals, recordings } = await open(window, 50)
      return [
        ...(terminals === 1 ? [] : [`a deck opens with one terminal: ${terminals}`]),
        ...(recordings < 25
          ? []
          : [`a deck of 50 demos opens before its recordings are here: ${recordings} are`]),
      ]
    } finally {
      await window.close()
    }
  },
}
