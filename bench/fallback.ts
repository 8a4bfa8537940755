import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { openWindow } from '../test/browser.ts'

/**
 * How long a failed live step is on screen before its recording is: from the kill of the server, from
 * its silence (SIGSTOP), and from the end of the patience. Measured in a real Chromium, on the page's
 * own clock, against the real command with the welcome demo. Prints milliseconds; judges nothing. A
 * patience counts from Enter on the server, which the page hears of some milliseconds later: a small
 * negative figure is that.
 */
const ROOT = join(import.meta.dirname, '..')
const RUNS = Number(process.env['RUNS'] ?? 5)

interface Case {
  readonly name: string
  /** Steps to go through before the one that fails, and the slide it is on. */
  readonly slide: number
  readonly signal: NodeJS.Signals | null
  /** The patience of the step, in ms, where that is what ends it. */
  readonly patience: number
}
const CASES: readonly Case[] = [
  { name: 'SIGKILL of the server', slide: 2, signal: 'SIGKILL', patience: 0 },
  { name: 'SIGSTOP of the server', slide: 2, signal: 'SIGSTOP', patience: 0 },
  { name: 'patience runs out', slide: 4, signal: null, patience: 4_000 },
]

async function once({ slide, signal, patience }: Case): Promise<number> {
  const server = spawn(
    process.execPath,
    ['dist/cli/cuecast.js', 'present', 'welcome', '--port', '0'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let said = ''
  server.stdout.on('data', (data: Buffer) => (said += data.toString()))
  const link = await until(() => /http:\/\/\S+(?=\n)/.exec(said)?.[0])
  const window = await openWindow()
  try {
    const page = window.context.pages()[0] ?? (await window.context.newPage())
    await page.goto(`${link.split('#')[0]}#ticket=${link.split('ticket=')[1]}`)
    await page.waitForSelector('html[data-ready]')
    await page.evaluate((h) => (location.hash = `#/${h}`), slide)
    await page.waitForSelector('.present .pane')
    const pane = page.locator('.present .pane').first()
    const phase = (name: string) =>
      page.waitForFunction(
        (wanted) =>
          document.querySelector<HTMLElement>('.present .pane')?.dataset['phase'] === wanted,
        name,
      )
    // The rocket is the second step of its slide, the post is the first of its own.
    if (slide === 2) {
      await page.keyboard.press('PageDown')
      await phase('done')
      await page.waitForTimeout(500)
    }
    await page.keyboard.press('PageDown')
    await phase('running')
    // Every painted frame from here on: which mode it shows, on the page's clock.
    await page.evaluate(() => {
      const frames: [number, string][] = []
      Object.assign(globalThis, { frames })
      const look = () => {
        const mode = document.querySelector<HTMLElement>('.present .pane')?.dataset['mode'] ?? ''
        frames.push([performance.now(), mode])
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    const begun = await page.evaluate(() => performance.now())
    if (signal) await page.waitForTimeout(1_000)
    const from = signal ? await page.evaluate(() => performance.now()) : begun + patience
    if (signal) server.kill(signal)
    await pane.locator('xpath=self::*[@data-mode="replay"]').waitFor({ timeout: 30_000 })
    await page.waitForTimeout(50)
    const first = await page.evaluate(
      () =>
        (globalThis as unknown as { frames: [number, string][] }).frames.find(
          ([, mode]) => mode === 'replay',
        )?.[0],
    )
    return Math.round((first ?? NaN) - from)
  } finally {
    await window.close()
    server.kill('SIGCONT')
    server.kill(signal === null ? 'SIGINT' : 'SIGKILL')
  }
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

console.log(
  `load average ${loadavg()
    .map((n) => n.toFixed(1))
    .join(' ')}, ${RUNS} runs each, ms to the first replayed frame`,
)
for (const one of CASES) {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await once(one))
  times.sort((a, b) => a - b)
  console.log(
    `${one.name.padEnd(24)} median ${times[RUNS >> 1]}  range ${times[0]} to ${times.at(-1)}`,
  )
}
