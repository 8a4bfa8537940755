import { firefox, type BrowserContext } from 'playwright-core'
import { defined } from '../../../core/base/defined.ts'
import type { Looks } from './browser.ts'
import { findFirefox } from './firefox-place.ts'

/** Settings that keep Firefox from connecting to anything but the page. */
const QUIET = {
  'services.settings.server': 'data:,#quiet',
  'app.normandy.enabled': false,
  'browser.search.suggest.enabled': false,
  // Firefox must not start processes for pages that are never opened.
  'dom.ipc.processPrelaunch.enabled': false,
}

/** The abilities of a pointer, as Firefox numbers them: coarse; or fine, and able to hover. */
const FINGER = 1
const MOUSE = 2 | 4

/**
 * Starts Firefox with this profile, over WebDriver BiDi. Playwright does that for a `channel` of
 * this name, wherever the program is. It sends one command that a long-term release does not know;
 * preferences do the same.
 */
export async function launchFirefox(
  profile: string,
  viewport: { width: number; height: number },
  { reducedMotion, colorScheme, deviceScaleFactor, hasTouch }: Looks,
): Promise<BrowserContext> {
  forgive()
  const pointer = hasTouch === true ? FINGER : MOUSE
  return firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    executablePath: findFirefox() ?? 'firefox',
    headless: true,
    viewport,
    hasTouch: hasTouch === true,
    ...defined({ deviceScaleFactor }),
    firefoxUserPrefs: {
      ...QUIET,
      'ui.prefersReducedMotion': reducedMotion === 'reduce' ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      'ui.primaryPointerCapabilities': pointer,
      'ui.allPointerCapabilities': pointer,
      // A window that a page opens is a separate one, as in Chromium, and never covers the first.
      'browser.link.open_newwindow': 2,
      // Tests read and write the clipboard without a press by a person.
      'dom.events.testing.asyncClipboard': true,
    },
  })
}

interface Message {
  readonly id: number
  readonly method: string
}
interface Transport {
  send(message: Message): void
  onmessage?: (answer: object) => void
}
type Connect = (transport: Transport, options: unknown) => Promise<unknown>

/** The part of Playwright that talks to Firefox; its exact version is pinned. */
interface Inside {
  _connection: { toImpl(of: unknown): { _bidiFirefox: { connectToTransport: Connect } } }
}

let forgiving = false

/** From now on, the one command that Firefox may not know counts as successful. */
function forgive(): void {
  if (forgiving) return
  forgiving = true
  const bidi = (firefox as unknown as Inside)._connection.toImpl(firefox)._bidiFirefox
  const connect = bidi.connectToTransport.bind(bidi)
  bidi.connectToTransport = (transport, options) => {
    const send = transport.send.bind(transport)
    transport.send = (message) => {
      if (message.method !== 'emulation.setMediaFeaturesOverride') return send(message)
      queueMicrotask(() => transport.onmessage?.({ type: 'success', id: message.id, result: {} }))
    }
    return connect(transport, options)
  }
}
