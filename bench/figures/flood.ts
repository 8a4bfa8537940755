import { openWindow } from '../../test/support/browser/browser.ts'
import { ours, browserContenders, type BrowserContender } from '../clients/browser-contenders.ts'
import { openBrowserClient, PROMPT, WINDOW, type BrowserClient } from '../clients/browser-client.ts'
import type { Absent, Contender, Figure, Reading } from '../figure.ts'
import { percentile } from '../figure.ts'
import { floodLines, writeFlood, type FloodFile } from './flood-file.ts'
import { startNaive } from '../peers/naive.ts'

/** The size of the file in bytes. Each of its newlines arrives as two characters. */
const SIZE = 100_000_000
const SMOKE = 5_000_000

interface Flooded {
  readonly rate: number
  readonly gap: number
  readonly longest: number
  /** The number of bytes that did not reach the page, or came in another place. */
  readonly lost: number
}

/** Prints `file` and waits until its end is on the screen. */
async function print(client: BrowserClient, file: FloodFile): Promise<Flooded> {
  // The shell's own output (the echo, the end, the prompt) is the same with an empty file.
  const start = await client.arrived()
  await client.run(`cat ${file.empty}; echo EN''1`)
  await client.see('EN1')
  await client.see(PROMPT)
  const between = await client.arrived()
  // It is typed in two parts, so that the typing does not look like the end.
  await client.page.keyboard.type(`cat ${file.path}; echo EN''2`)
  const { ms, gaps } = await client.press('Enter', 'EN2')
  await client.see(PROMPT)
  const after = await client.arrived()
  const expected = file.printed + between.bytes - start.bytes
  return {
    rate: file.printed / 1_000 / ms,
    gap: percentile(gaps, 0.99),
    longest: Math.max(...gaps),
    lost: Math.abs(expected - (after.bytes - between.bytes)) + after.torn,
  }
}

async function turn(contender: BrowserContender, file: FloodFile): Promise<Reading> {
  const client = await openBrowserClient(await contender.open())
  try {
    const { lost, ...reading } = await print(client, file)
    // The frames of other servers have other headers, or are text.
    return contender.role === 'ours' ? { ...reading, lost } : reading
  } finally {
    await client.stop()
  }
}

/** Measures xterm alone, fed from the page's own memory: no terminal, no server, no socket. */
async function alone(): Promise<Reading> {
  const naive = await startNaive()
  const window = await openWindow(WINDOW)
  try {
    const page = window.context.pages()[0] ?? (await window.context.newPage())
    await page.goto(`http://127.0.0.1:${naive.port}/#memory`)
    await page.waitForFunction(() => 'term' in globalThis)
    const lines = floodLines(0, 80_000).replaceAll('\n', '\r\n')
    return await page.evaluate(
      async ({ text, size }) => {
        const { term } = globalThis as unknown as {
          term: { write(data: Uint8Array, parsed: () => void): void }
        }
        const bytes = new TextEncoder().encode(text)
        const piece = 65_536
        const gaps: number[] = []
        let last = NaN
        let done = false
        const frame = () => {
          const now = performance.now()
          if (last > 0) gaps.push(now - last)
          last = now
          if (!done) requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
        const from = performance.now()
        await new Promise<void>((resolve) => {
          let given = 0
          let drawn = 0
          const give = () => {
            const at = given % (bytes.length - piece)
            given += piece
            term.write(bytes.subarray(at, at + piece), () => {
              drawn += piece
              if (given < size) give()
              else if (drawn >= given) resolve()
            })
          }
          for (let ahead = 0; ahead < 4; ahead++) give()
        })
        const rate = size / 1_000 / (performance.now() - from)
        done = true
        gaps.sort((a, b) => a - b)
        return { rate, gap: gaps[Math.ceil(gaps.length * 0.99) - 1] ?? NaN, longest: gaps.at(-1)! }
      },
      { text: lines, size: SIZE },
    )
  } finally {
    await window.close()
    await naive.stop()
  }
}

export const flood: Figure = {
  id: 'H3',
  title: '100 MB into a real browser',
  method:
    'A shell in a page types `cat` of 100 MB of text, 80 columns wide; from Enter to the frame that draws the line after it, on the page’s clock. Chromium without a GPU, 1280×800, 80×24 cells for all. Bytes are counted where the browser hands them to the page, and compared with the file and with the same command on an empty one.',
  measures: [
    { key: 'rate', label: 'cat to END on screen', unit: 'MB/s', better: 'more', ahead: 1.15 },
    { key: 'gap', label: 'between frames, p99', unit: 'ms', better: 'less', target: 33 },
    { key: 'longest', label: 'between frames, longest', unit: 'ms', better: 'less' },
    { key: 'lost', label: 'bytes missing', unit: 'bytes', better: 'less', target: 0 },
  ],
  async open() {
    const file = writeFlood(SIZE)
    process.once('exit', () => file.remove())
    return [
      ...browserContenders().map((contender): Contender | Absent => {
        if ('skipped' in contender) return contender
        return { name: contender.name, role: contender.role, turn: () => turn(contender, file) }
      }),
      { name: 'xterm alone', role: 'floor', turn: alone },
    ]
  },
  async smoke() {
    const file = writeFlood(SMOKE)
    const client = await openBrowserClient(await ours.open(), { keep: true })
    try {
      const { lost } = await print(client, file)
      const { text } = await client.arrived()
      const lines = floodLines(0, SMOKE / 80).replaceAll('\n', '\r\n')
      return [
        ...(lost === 0 ? [] : [`${lost} of ${file.printed} bytes did not reach the page`]),
        ...(text.includes(lines) ? [] : ['what reached the page is not what was printed']),
      ]
    } finally {
      await client.stop()
      file.remove()
    }
  },
}
