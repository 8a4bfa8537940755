import type { CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'
import { BROWSER, openWindow } from '../../support/browser/browser.ts'
import { NOBODY_THERE } from './onstage.ts'
import { DEADLINE } from './show.ts'

/** A phone and its user. */
export interface Phone {
  readonly page: Page
  /** Controls the page's lifecycle and network like the phone's system; only in Chromium. */
  cdp(): Promise<CDPSession>
  /** Types the PIN, and waits until the phone has joined. */
  readonly pair: (pin: string) => Promise<void>
  /** Types a PIN, and resolves to the message about it. */
  readonly fail: (pin: string) => Promise<string>
  readonly tap: (button: string) => Promise<void>
  /** A tap that waits for nothing: a press that is held lasts for three seconds. */
  readonly touch: (button: string) => Promise<void>
  /** Waits until no question is open and this button can be pressed. */
  readonly ready: (button?: string) => Promise<void>
  readonly text: (of: string) => Promise<string>
  /** The vibrations of the phone: the patterns of `navigator.vibrate`. */
  readonly felt: () => Promise<unknown[]>
  /** From now on no message leaves the page; `release` sends them all. */
  hold(): Promise<void>
  release(): Promise<void>
  /** Cuts the connection without a close, as a network does. */
  cut(): Promise<void>
  /** Errors of the page, without lost connections. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export async function openPhone(
  address: string,
  size = { width: 360, height: 740 },
): Promise<Phone> {
  const window = await openWindow(size, { hasTouch: true, isMobile: true })
  const page = await window.context.newPage()
  page.setDefaultTimeout(DEADLINE)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !NOBODY_THERE.test(line.text())) errors.push(line.text())
  })
  await page.addInitScript(network)
  await page.goto(address)
  await page.waitForSelector('html[data-ready]')
  // A touch that is sent over BiDi never becomes a click.
  const tap = (selector: string) =>
    BROWSER === 'firefox' ? page.click(selector) : page.tap(selector)
  const type = async (pin: string) => {
    await page.fill('#pin', pin)
    await tap('.go')
  }
  const ready = async (button = 'next') => {
    await page.waitForSelector(`[data-at="open"] .${button}:not(:disabled)`)
  }
  return {
    page,
    errors,
    ready,
    cdp: () => window.context.newCDPSession(page),
    async pair(pin) {
      await type(pin)
      await page.waitForSelector('[data-at="open"]')
    },
    async fail(pin) {
      await type(pin)
      await page.waitForSelector('[data-at="pin"] .why:not(:empty)')
      return (await page.textContent('.why')) ?? ''
    },
    tap: (button) => tap(`.${button}`),
    touch: (button) => page.evaluate(`document.querySelector('.${button}').click()`),
    text: async (of) => (await page.textContent(`.${of}`)) ?? '',
    felt: () => page.evaluate<unknown[]>('felt'),
    hold: () => page.evaluate('held = []'),
    release: () => page.evaluate('held.splice(0).forEach((send) => send()); held = null'),
    cut: () => page.evaluate('sockets.at(-1).cut()'),
    async close() {
      await window.close()
    },
  }
}

/** Runs in the page: records vibrations, and controls the network. */
function network(): void {
  const phone = Object.assign(globalThis, {
    felt: [] as unknown[],
    held: null as (() => void)[] | null,
    sockets: [] as WebSocket[],
  })
  navigator.vibrate = (pattern) => phone.felt.push(pattern) > 0
  const Real = WebSocket
  class Told extends Real {
    constructor(url: string) {
      super(url)
      phone.sockets.push(this)
    }
    override send(data: string): void {
      if (phone.held) phone.held.push(() => super.send(data))
      else super.send(data)
    }
    cut(): void {
      super.close()
    }
  }
  Object.assign(globalThis, { WebSocket: Told })
}

/** Ends the phones of one test, and expects that none had errors. */
export async function leavePhones(phones: Phone[]): Promise<void> {
  const complaints = phones.flatMap(({ errors }) => errors)
  for (const phone of phones.splice(0)) await phone.close()
  expect(complaints).toEqual([])
}
