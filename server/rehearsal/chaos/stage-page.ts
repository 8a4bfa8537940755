import { setTimeout as pause } from 'node:timers/promises'
import type { ObservedStage } from '../../../core/rehearsal/chaos/invariants.ts'
import { Close } from '../../../core/protocol/messages.ts'
import { openBrowser } from './devtools-browser.ts'

/** Interval in ms at which the page is read. */
const LOOK = 50
/** A page gets this many ms to load. */
const COME = 60_000

/** Runs in each page before its own scripts, so that its sockets can be cut. */
const HOOK = `(() => {
  const sockets = new Set()
  globalThis.cuecastChaos = {
    code: 0,
    open: () => [...sockets].some((one) => one.readyState === 1),
    cut: () => sockets.forEach((one) => one.close()),
  }
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given)
      sockets.add(this)
      this.addEventListener('open', () => (cuecastChaos.code = 0))
      this.addEventListener('close', ({ code }) => {
        sockets.delete(this)
        cuecastChaos.code = code
      })
    }
  }
})()`

/** Returns what the page shows as an `ObservedStage`; null while it loads. */
const LOOK_SCRIPT = `(() => {
  if (document.documentElement.dataset.ready !== 'true') return null
  const outer = document.querySelector('.slides > section.present')
  const section = outer?.querySelector('section.present') ?? outer
  if (!section) return null
  const leaves = [...document.querySelectorAll('.slides section:not(:has(section))')]
  const stage = section.querySelector('.stage')
  const count = stage?.querySelector('.counter')?.textContent ?? ''
  const shown = section.querySelectorAll('.fragment.visible').length
  const text = (box, at) => box.querySelector(at)?.textContent ?? ''
  return {
    slide: leaves.indexOf(section),
    slides: leaves.length,
    name: location.hash,
    place: [leaves.indexOf(section), shown, count].join(' '),
    performed: parseInt(count) || 0,
    stage: stage ? [...document.querySelectorAll('.slides .stage')].indexOf(stage) : -1,
    running: stage?.dataset.at === 'running',
    next: document.querySelector('.chrome-next')?.dataset.next ?? '',
    barred: document.querySelector('.chrome-take')?.hidden === false,
    panes: [...section.querySelectorAll('.cell')].filter((cell) => cell.getClientRects().length).map((cell) => ({
      id: cell.dataset.pane ?? '',
      badge: text(cell, '.badge-kind'),
      why: text(cell, '.badge-why'),
      blank: text(cell, '.xterm-rows').trim() === '',
    })),
    blank: section.textContent.trim() === '' && !section.querySelector('svg, img, canvas, video'),
    open: cuecastChaos.open(),
    refused: !cuecastChaos.open() && cuecastChaos.code === ${Close.Unauthorised},
  }
})()`

/** The page of the stage, as an audience would see it. */
export interface ChaosPage {
  /** Null while it is being loaded. */
  look(): Promise<ObservedStage | null>
  /** Reads the page until `so` holds, or for `limit` ms, or until it is stopped. */
  until(
    so: (now: ObservedStage) => boolean,
    limit: number,
  ): Promise<{ so: boolean; now: ObservedStage | null }>
  press(key: 'next' | 'live'): Promise<void>
  /** Opens a link as in a new tab, then the slide with this address. */
  open(link: string, slide?: string): Promise<void>
  reload(): Promise<void>
  cut(): Promise<void>
  close(): Promise<void>
}

export interface ChaosPageOptions {
  readonly browser: string
  /** Called with each text that the page sent over its socket. */
  sent(text: string): void
  /** Called with each error that nobody caught. */
  failed(what: string): void
  readonly stop: AbortSignal
}

const KEYS = {
  next: { key: 'PageDown', code: 'PageDown', windowsVirtualKeyCode: 34 },
  live: { key: 'l', code: 'KeyL', windowsVirtualKeyCode: 76, text: 'l' },
}

export async function openChaosPage(options: ChaosPageOptions): Promise<ChaosPage> {
  const page = await openBrowser(options.browser, (method, params) => {
    if (method === 'Network.webSocketFrameSent') {
      const { opcode, payloadData } = params['response'] as { opcode: number; payloadData: string }
      if (opcode === 1) options.sent(payloadData)
    }
    if (method === 'Runtime.exceptionThrown') {
      const { exceptionDetails: found } = params as {
        exceptionDetails: { text: string; exception?: { description?: string } }
      }
      options.failed((found.exception?.description ?? found.text).split('\n')[0] ?? '')
    }
  })
  for (const domain of ['Page', 'Runtime', 'Network']) await page.ask(`${domain}.enable`)
  await page.ask('Page.addScriptToEvaluateOnNewDocument', { source: HOOK })

  const run = async (expression: string) => {
    const { result } = await page.ask('Runtime.evaluate', { expression, returnByValue: true })
    return (result as { value?: unknown } | undefined)?.value
  }
  // Between two documents the page cannot be read.
  const look = () =>
    run(LOOK_SCRIPT).then(
      (found) => (found ?? null) as ObservedStage | null,
      () => null,
    )

  async function until(so: (now: ObservedStage) => boolean, limit: number) {
    const late = performance.now() + limit
    for (;;) {
      const now = await look()
      if (now && so(now)) return { so: true, now }
      if (performance.now() > late || options.stop.aborted) return { so: false, now }
      await pause(LOOK)
    }
  }

  return {
    look,
    until,
    async press(key) {
      await page.ask('Input.dispatchKeyEvent', { type: 'keyDown', ...KEYS[key] })
      await page.ask('Input.dispatchKeyEvent', { type: 'keyUp', ...KEYS[key] })
    },
    async open(link, slide) {
      // A link that differs only in its hash would not load the page again.
      await page.ask('Page.navigate', { url: 'about:blank' })
      await page.ask('Page.navigate', { url: link })
      const { so } = await until(({ open }) => open, COME)
      if (!so && !options.stop.aborted) throw new Error('the page of the stage did not come')
      if (slide === undefined) return
      await run(`void (location.hash = ${JSON.stringify(slide)})`)
      await until(({ name }) => name === slide, COME)
    },
    reload: async () => void (await page.ask('Page.reload')),
    cut: async () => void (await run('cuecastChaos.cut()').catch(() => {})),
    close: () => page.close(),
  }
}
