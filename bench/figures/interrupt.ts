import { ours, browserContenders, type BrowserContender } from '../clients/browser-contenders.ts'
import { openBrowserClient, PROMPT, type BrowserClient } from '../clients/browser-client.ts'
import type { Absent, Contender, Figure, Reading } from '../figure.ts'
import { median } from '../figure.ts'
import { writeFlood, type FloodFile } from './flood-file.ts'

/** Bytes, few enough to stay in memory; the loop prints the file again and again. */
const SIZE = 10_000_000
/** The number of interruptions in one turn. */
const TRIES = 5
/**
 * Milliseconds for which the flood runs before Ctrl-C: every buffer that can fill is full by then.
 */
const FLOODED = 1_500

/** Milliseconds from Ctrl-C to the frame that draws the next prompt. */
async function interrupt(client: BrowserClient, command: string): Promise<number> {
  await client.run(command)
  await client.page.waitForTimeout(FLOODED)
  return (await client.press('Control+c', PROMPT)).ms
}

const endless = (file: FloodFile) => `while :; do cat ${file.path}; done`

async function turn(contender: BrowserContender, command: string): Promise<Reading> {
  const client = await openBrowserClient(await contender.open())
  try {
    const times: number[] = []
    for (let n = 0; n < TRIES; n++) times.push(await interrupt(client, command))
    return { prompt: median(times), slowest: Math.max(...times) }
  } finally {
    await client.stop()
  }
}

export const interruption: Figure = {
  id: 'H2',
  title: 'Ctrl-C under an endless flood',
  method: `A shell in a page runs \`while :; do cat FILE; done\`; after 1.5 s, Ctrl-C; from the key to the frame that draws the next prompt, on the page’s clock. ${TRIES} tries in a turn. The floor is the same key while \`sleep 60\` runs and nothing is printed. Chromium without a GPU, 1280×800, 80×24 cells for all.`,
  measures: [
    {
      key: 'prompt',
      label: 'Ctrl-C to prompt, p50',
      unit: 'ms',
      better: 'less',
      target: 30,
      ahead: 3,
    },
    { key: 'slowest', label: 'Ctrl-C to prompt, slowest of a turn', unit: 'ms', better: 'less' },
  ],
  async open() {
    const file = writeFlood(SIZE)
    process.once('exit', () => file.remove())
    return [
      ...browserContenders().map((contender): Contender | Absent => {
        if ('skipped' in contender) return contender
        return {
          name: contender.name,
          role: contender.role,
          turn: () => turn(contender, endless(file)),
        }
      }),
      { name: 'ours, no flood', role: 'floor', turn: () => turn(ours, 'sleep 60') },
    ]
  },
  async smoke() {
    const file = writeFlood(SIZE)
    try {
      await turn(ours, endless(file))
      return []
    } catch (error) {
      return [`no prompt after Ctrl-C: ${error instanceof Error ? error.message : String(error)}`]
    } finally {
      file.remove()
    }
  },
}
