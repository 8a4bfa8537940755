import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { film, type Frame } from './film.ts'
import { inPage, type Changed } from './in-page.ts'
import { DEADLINE, SOON, type Show } from './show.ts'

/** What the room sees of one pane. */
export interface Seen {
  readonly mode: string
  readonly phase: string
  /** `LIVE`, or `REPLAY`. */
  readonly badge: string
  /** When and where the recording was made. */
  readonly facts: string
  readonly why: string
  readonly chip: string
  /** The screen of the terminal, without what is blank at its ends. */
  readonly text: string
}

/** What a test waits for: whole texts, or patterns. */
type Wanted = Partial<Record<keyof Seen, string | RegExp>>

/** A window that shows the deck. */
export interface Onstage {
  readonly page: Page
  see(pane?: string): Promise<Seen>
  /** Waits until the room sees all of this. */
  until(wanted: Wanted, pane?: string): Promise<Seen>
  press(...keys: string[]): Promise<void>
  /** Goes to a slide by its id, as if somebody edited the address. */
  go(slide: string): Promise<void>
  notice(): Promise<string>
  /** Where the demo on show stands: ready, running, held or done. */
  at(): Promise<string>
  /** From now on every painted frame of the terminals is kept. */
  film(): Promise<() => Promise<Frame[]>>
  /** Errors of the console and violations of the policy, except those that a dead server explains. */
  errors(): Promise<string[]>
}

/** Ends a journey: closes the page and the show, and fails if the page had errors or violations. */
export async function leave(stage: Onstage, show: Pick<Show, 'stop'>): Promise<void> {
  try {
    expect(await stage.errors()).toEqual([])
  } finally {
    await stage.page.close()
    await show.stop()
  }
}

/**
 * Messages of the browser itself about a socket or a request whose server has gone. No page can prevent
 * them.
 */
export const NOBODY_THERE =
  /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)|^WebSocket connection to '\S+' failed|ERR_INTERNET_DISCONNECTED|^Firefox can’t establish a connection to the server at ws:|^The connection to ws:\S+ was interrupted/

export async function openStage(
  context: BrowserContext,
  show: Pick<Show, 'link'>,
  slide?: string,
  address = show.link,
): Promise<Onstage> {
  const page = await context.newPage()
  const stage = await onstage(page)
  await page.goto(address)
  try {
    await page.waitForSelector('html[data-ready]')
  } catch (error) {
    const shown = await page.textContent('body').catch(() => 'nothing')
    const said = (await stage.errors()).join('\n')
    throw new Error(`the stage does not get ready; it shows ${shown} and said ${said}`, {
      cause: error,
    })
  }
  if (slide !== undefined) await stage.go(slide)
  return stage
}

/** Approves all that the page which asks has shown, and waits until it is gone. */
export async function approveAll({ page }: Onstage): Promise<void> {
  await page.click('.trust[open] .trust-approve:enabled')
  await page.waitForSelector('.trust[open]', { state: 'detached' })
}

/** The presenter view, opened by its key on this stage. */
export async function openPresenter(stage: Onstage): Promise<Onstage> {
  const opened = stage.page.context().waitForEvent('page')
  await stage.press('s')
  const view = await onstage(await opened)
  await view.page.waitForSelector('html[data-ready]')
  await view.page.waitForSelector('.pv-keys')
  return view
}

export async function onstage(page: Page): Promise<Onstage> {
  page.setDefaultTimeout(DEADLINE)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !NOBODY_THERE.test(line.text())) errors.push(line.text())
  })
  await page.exposeFunction('cuecastViolation', (what: string) => void errors.push(what))
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    cuecastViolation('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`)

  const see = (pane?: string, wanted: Wanted = {}) =>
    inPage(page, look, { pane, wanted: Object.entries(wanted).map(sendable) })
  return {
    page,
    see,
    async until(wanted, pane) {
      await expect
        .poll(() => see(pane, wanted), SOON)
        .toMatchObject(
          Object.fromEntries(
            Object.entries(wanted).map(([key, value]) => [
              key,
              value instanceof RegExp ? expect.stringMatching(value) : value,
            ]),
          ),
        )
      return see(pane)
    },
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key)
    },
    async go(slide) {
      await page.evaluate((id) => {
        location.hash = `#/${id}`
      }, slide)
      await page.waitForSelector(`section.present#${slide}`)
      await page.waitForFunction(() => document.querySelector('section.present .xterm-rows'))
    },
    notice: async () => (await page.textContent('.chrome .notice')) ?? '',
    at: async () => (await page.getAttribute('section.present .stage', 'data-at')) ?? '',
    async film() {
      await page.evaluate(film)
      return () => page.evaluate<Frame[]>('window.cuecastFilm')
    },
    errors: async () => {
      // Messages that are still on their way arrive before this answer.
      if (!page.isClosed()) await page.evaluate('0')
      return errors
    },
  }
}

/** What is waited for, in what can be sent to a page. */
type Sendable =
  | { readonly key: string; readonly pattern: string; readonly flags: string }
  | { readonly key: string; readonly text: string }

function sendable([key, value]: [string, string | RegExp]): Sendable {
  if (typeof value === 'string') return { key, text: value }
  return { key, pattern: value.source, flags: value.flags }
}

/** A question to the page: which pane, and all that should be seen there; nothing to see it as it is. */
interface Question {
  readonly pane: string | undefined
  readonly wanted: readonly Sendable[]
}

/**
 * What is painted: a frame passes first, in which xterm draws what it has been given. While it is not
 * as wanted, the page looks again by itself whenever anything in it changes, for a second at most.
 */
async function look({ pane, wanted }: Question, changed: Changed): Promise<Seen> {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  function read(): Seen {
    const cell = document.querySelector(
      `section.present ${pane === undefined ? '[data-pane]' : `[data-pane="${pane}"]`}`,
    )
    const text = (at: string) => cell?.querySelector(at)?.textContent ?? ''
    const box = cell?.querySelector<HTMLElement>('.pane')
    return {
      mode: box?.dataset['mode'] ?? '',
      phase: box?.dataset['phase'] ?? '',
      badge: text('.badge-kind'),
      facts: text('.badge-facts'),
      why: text('.badge-why'),
      chip: text('.chip'),
      text: [...(cell?.querySelector('.xterm-rows')?.children ?? [])]
        .map((row) => row.textContent.trimEnd())
        .join('\n')
        .trim(),
    }
  }
  const late = performance.now() + 1_000
  for (;;) {
    await painted()
    const seen = read()
    const fits = wanted.every((one) => {
      const value = seen[one.key as keyof Seen]
      return 'text' in one ? value === one.text : new RegExp(one.pattern, one.flags).test(value)
    })
    if (fits || performance.now() > late) return seen
    await changed(250)
  }
}
