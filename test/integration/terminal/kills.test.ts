import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCast } from '../../support/whole-cast.ts'
import { seeded } from '../../../core/base/clock.ts'
import { amount } from '../../support/amount.ts'
import { output } from './recording-output.ts'

const KILLS = amount('CUECAST_KILLS', 'kills of a recorder', { all: 1_000, few: 100 })
/**
 * How many processes run at once: twice the cores of the smallest machine, because starting a
 * process is mostly waiting.
 */
const AT_ONCE = 4
/** The longest time in ms from the first acknowledgement to the kill. */
const LONGEST = 40

/** The only problem that a kill may cause: it came in the middle of a line. */
const CUT_OFF = 'the last line is cut off and left out'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-kills-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
/** A bundled file of plain JavaScript starts in 40 ms; our sources need a second. */
beforeAll(async () => {
  await build({
    configFile: false,
    root: resolve(import.meta.dirname, '../../..'),
    logLevel: 'error',
    build: { ssr: 'test/integration/terminal/recording.ts', outDir: folder, emptyOutDir: false },
  })
}, 60_000)

/**
 * Records, kills the recorder, and returns its last acknowledgement and the content of its file.
 */
async function killed(name: string, after: number) {
  const file = join(folder, `${name}.cast`)
  const child = spawn(process.execPath, [join(folder, 'recording.js'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const over = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), over])
  await pause(after)
  child.kill('SIGKILL')
  const [, signal] = (await over) as [number | null, string | null]
  // The last line of acknowledgements may be cut off too; then it does not count.
  const acknowledged = Number(said.split('\n').at(-2))
  const bytes = readFileSync(`${file}.partial`)
  rmSync(`${file}.partial`)
  return { signal, acknowledged, bytes }
}

/** The losses of this recording, each as a sentence. */
function losses(acknowledged: number, bytes: Uint8Array): string[] {
  const { value, problems } = readCast('x', Buffer.from(bytes).toString())
  const torn = problems.map(({ message }) => message).filter((message) => message !== CUT_OFF)
  if (!value) return ['it does not load', ...torn]
  const outputs = value.events.flatMap((event) => (event.type === 'output' ? event.data : []))
  const text = Buffer.concat(outputs).toString()
  let all = ''
  let least = 0
  for (let n = 0; all.length < text.length || n < acknowledged; n++) {
    all += output(n)
    if (n < acknowledged) least = all.length
  }
  const markers = value.events.flatMap((event) => (event.type === 'marker' ? event.label : []))
  return [
    ...torn,
    ...(all.startsWith(text) ? [] : ['it holds what was not printed, or not in this order']),
    ...(text.length >= least ? [] : [`it lacks output before ${acknowledged}`]),
    ...(markers.length >= Math.floor(acknowledged / 100) ? [] : ['it lacks a marker']),
  ]
}

test(
  `a recorder that is killed at random, ${KILLS} times, loses nothing that it acknowledged`,
  { timeout: 60_000 + KILLS * 600 },
  async () => {
    const random = seeded(20_261_124)
    const waits = Array.from({ length: KILLS }, () => random() * LONGEST)
    const wrong: string[] = []
    let lines = 0
    let next = 0
    const work = async () => {
      for (let i = next++; i < KILLS; i = next++) {
        const { signal, acknowledged, bytes } = await killed(String(i), waits[i]!)
        if (signal !== 'SIGKILL') wrong.push(`kill ${i}: it ended by itself`)
        if (!(acknowledged > 0)) wrong.push(`kill ${i}: nothing was acknowledged`)
        wrong.push(...losses(acknowledged, bytes).map((what) => `kill ${i}: ${what}`))
        lines += acknowledged
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    expect(wrong).toEqual([])
    expect(lines).toBeGreaterThan(KILLS)
  },
)
