import type { Page } from 'playwright-core'
import { openWindow } from '../../test/support/browser/browser.ts'

/** A shell in a terminal of 80 columns and 24 rows, in a page of a real Chromium. */
export interface BrowserClient {
  readonly page: Page
  /** Types a command and Enter. */
  run(command: string): Promise<void>
  /** Resolves when a row of the screen ends with `row`, within 60 s. */
  see(row: string): Promise<void>
  /**
   * Presses `key`, and resolves when a row of the screen ends with `row`. Returns the milliseconds
   * from the key to the frame that draws the row, on the page's clock, and the gaps between the
   * frames until then.
   */
  press(key: string, row: string): Promise<DrawnAnswer>
  /** The bytes of binary frames that reached the page, without headers, and the number of gaps. */
  arrived(): Promise<Arrived>
  stop(): Promise<void>
}

export interface DrawnAnswer {
  readonly ms: number
  readonly gaps: readonly number[]
}

export interface Arrived {
  readonly bytes: number
  /** Frames that did not begin where the one before had ended. */
  readonly torn: number
  /** The bytes themselves, one character each, if they are kept; otherwise empty. */
  readonly text: string
}

/** Describes how to open a page and give its terminal the keyboard. */
export interface TerminalPage {
  readonly url: string
  enter?(page: Page): Promise<void>
  stop(): Promise<void>
}

/**
 * The end of every contender's prompt; it is typed in two parts, so that the typing does not look
 * like it.
 */
export const PROMPT = 'ready:'
/** All contenders have the same window; it has no GPU, so every terminal draws with DOM. */
export const WINDOW = { width: 1280, height: 800 }
/** Milliseconds. The naive page needs most: 8 s to be interrupted, and more on a busy machine. */
const PATIENCE = 60_000

/** Runs in the page before its own scripts. */
function probe({ keep, header }: { keep: boolean; header: number }): void {
  // The machine has no GPU: code that would fall back to software WebGL draws with DOM instead.
  const canvas = HTMLCanvasElement.prototype as { getContext: (kind: string) => unknown }
  canvas.getContext = new Proxy(canvas.getContext, {
    apply: (get, on, args: [string]) =>
      args[0].startsWith('webgl') ? null : Reflect.apply(get, on, args),
  })
  const arrived = { bytes: 0, torn: 0, text: '' }
  const ends = new Map<number, number>()
  const Native = WebSocket
  globalThis.WebSocket = class extends Native {
    constructor(...args: ConstructorParameters<typeof Native>) {
      super(...args)
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof ArrayBuffer)) return
        const view = new DataView(data)
        const channel = view.getUint16(0)
        const offset = view.getUint16(2) * 2 ** 32 + view.getUint32(4)
        const length = data.byteLength - header
        if ((ends.get(channel) ?? offset) !== offset) arrived.torn++
        ends.set(channel, offset + length)
        arrived.bytes += length
        if (keep) arrived.text += new TextDecoder('latin1').decode(new Uint8Array(data, header))
      })
    }
  }
  const rows = () => [...document.querySelectorAll('.xterm-rows > div')]
  // A flood that is cut off leaves the prompt after half a line.
  const stands = (row: string) => rows().some((one) => one.textContent.trimEnd().endsWith(row))
  Object.assign(globalThis, {
    bench: {
      arrived,
      armed: Promise.resolve({ ms: NaN, gaps: [] }),
      arm(row, key) {
        this.armed = this.see(row, key)
      },
      see: (row, key) =>
        new Promise((resolve) => {
          let from = performance.now()
          const gaps: number[] = []
          let last = NaN
          let done = false
          const frame = () => {
            const now = performance.now()
            if (last > 0) gaps.push(now - last)
            last = now
            if (!done) requestAnimationFrame(frame)
          }
          const look = () => {
            if (done || !stands(row)) return
            done = true
            changes.disconnect()
            resolve({ ms: performance.now() - from, gaps })
          }
          // Rows change in the frame that paints them.
          const changes = new MutationObserver(look)
          const begin = () => {
            requestAnimationFrame(frame)
            const where = document.querySelector('.xterm-rows')
            if (!where) throw new Error('the terminal does not draw with DOM')
            changes.observe(where, { childList: true, subtree: true, characterData: true })
          }
          if (key === null) {
            begin()
            return look()
          }
          const hear = (event: KeyboardEvent) => {
            if (event.key !== key) return
            removeEventListener('keydown', hear, true)
            from = event.timeStamp
            begin()
          }
          addEventListener('keydown', hear, true)
        }),
    } satisfies Probe,
  })
}

interface Probe {
  readonly arrived: Arrived
  see(row: string, key: string | null): Promise<DrawnAnswer>
  arm(row: string, key: string): void
  armed: Promise<DrawnAnswer>
}
declare const bench: Probe

/** Opens the page in its own window. `keep` keeps the bytes that arrive, so only use it for few. */
export async function openBrowserClient(
  terminalPage: TerminalPage,
  { keep = false } = {},
): Promise<BrowserClient> {
  const window = await openWindow(WINDOW)
  const stop = async () => {
    await window.close()
    await terminalPage.stop()
  }
  try {
    const page = window.context.pages()[0] ?? (await window.context.newPage())
    page.setDefaultTimeout(PATIENCE)
    await page.addInitScript(probe, { keep, header: 8 })
    await page.goto(terminalPage.url)
    await deafen(page)
    await terminalPage.enter?.(page)
    const run = async (command: string) => {
      await page.keyboard.type(command)
      await page.keyboard.press('Enter')
    }
    const client: BrowserClient = {
      page,
      run,
      async see(row) {
        const seen = page.evaluate((wanted) => bench.see(wanted, null), row)
        await late(seen, `${row} did not appear`)
      },
      async press(key, row) {
        // The listener must be there before the key: a key overtakes other requests to a busy page.
        await page.evaluate(([wanted, pressed]) => bench.arm(wanted, pressed), [
          row,
          key.split('+').at(-1) ?? key,
        ] as const)
        await page.keyboard.press(key)
        return late(
          page.evaluate(() => bench.armed),
          `${row} did not appear`,
        )
      },
      arrived: () => page.evaluate(() => bench.arrived),
      stop,
    }
    await page.waitForSelector('.xterm-rows')
    // After this the pty knows its size, and the screen has a unique prompt.
    // It is added to the prompt, which keeps our marks: a shell that has lost them is asked whether it
    // waits, and draws its prompt once more to answer. Those bytes would be counted with the file's.
    await run(`PS1+='${PROMPT.slice(0, 2)}''${PROMPT.slice(2)} '; clear; stty size`)
    await client.see('24 80')
    await client.see(PROMPT)
    return client
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Playwright makes the browser send it each frame of a socket. That costs half as much again as the
 * page's own work, and happens only in tests. Playwright has no option against it, so this stops it
 * on Playwright's own connection to the browser.
 */
async function deafen(page: Page): Promise<void> {
  const { _connection } = page as unknown as { _connection: Insides }
  await _connection.toImpl(page).delegate._mainFrameSession._client.send('Network.disable')
}
interface Insides {
  toImpl(page: Page): {
    delegate: { _mainFrameSession: { _client: { send(method: string): Promise<unknown> } } }
  }
}

async function late<T>(promise: Promise<T>, why: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${why} within ${PATIENCE / 1_000} s`)), PATIENCE)
  })
  return Promise.race([promise, over]).finally(() => clearTimeout(timer))
}
