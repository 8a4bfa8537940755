import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext } from 'playwright-core'
import { findBrowser as findHere } from '../../../server/rehearsal/chaos/devtools-browser.ts'
import { findFirefox } from './firefox-place.ts'
import { launchFirefox } from './firefox.ts'

/**
 * The browser in which this file of tests runs (`vitest.config.ts`): the same tests run in both
 * browsers.
 */
export const BROWSER = process.env['CUECAST_TEST_BROWSER'] === 'firefox' ? 'firefox' : 'chromium'

/** The browser that the product would use, or Playwright's own. */
function installed(): string | undefined {
  const found = findHere(process.env)
  if (found.ok) return found.value
  return [chromium.executablePath()].find((file) => existsSync(file))
}

/** Installs a browser if there is none: Playwright's own, or the distribution's. */
function install(): void {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  say('no Chromium found; installing one for the tests')
  const cli = join(import.meta.dirname, '../../../node_modules/playwright-core/cli.js')
  const tries: [string, string[]][] = [
    [process.execPath, [cli, 'install', 'chromium']],
    ['apt-get', ['update', '-qq']],
    ['apt-get', ['install', '-y', '-qq', 'chromium']],
  ]
  for (const [command, args] of tries) {
    if (installed() !== undefined) return
    spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 8 * 60_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
}

/**
 * The path of a Chromium, which is installed if necessary. Throws with instructions if that fails
 * too.
 */
export function findBrowser(): string {
  if (installed() === undefined) install()
  const found = installed()
  if (found === undefined)
    throw new Error('no browser: install Chromium or Chrome, or name one in CUECAST_BROWSER')
  return found
}

export interface Window {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** The settings with which a page is shown. */
export interface Looks {
  reducedMotion?: 'reduce'
  colorScheme?: 'light' | 'dark'
  hasTouch?: boolean
  isMobile?: boolean
  deviceScaleFactor?: number
}

/**
 * A window with storage of its own, in a browser that connects only to the page under test. All
 * Chromium windows of a test process are contexts of one browser, because starting one costs more
 * than most tests; Firefox has a profile for each.
 */
export async function openWindow(
  size: { width: number; height: number } = { width: 1920, height: 1080 },
  looks: Looks = {},
): Promise<Window> {
  if (BROWSER === 'firefox') return openFirefox(size, looks)
  const browser = await sharedChromium()
  const context = await browser.newContext({ viewport: size, ...looks })
  return { context, close: () => context.close() }
}

async function openFirefox(size: { width: number; height: number }, looks: Looks): Promise<Window> {
  const profile = mkdtempSync(join(tmpdir(), 'cuecast-browser-'))
  const context = await launchFirefox(profile, size, looks)
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * Features that are turned off in Chromium. The last three are Chromium's own pages, one for each
 * window, that would take more time than ours; the others are those that Playwright turns off by
 * default, unless it is given a list.
 */
const LEFT_OUT = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
]

const LOW_PRIORITY = join(import.meta.dirname, 'low-priority.sh')

let chromiumOfThisProcess: Promise<Browser> | undefined

/** The browser of this test process, which ends with the process. */
async function sharedChromium(): Promise<Browser> {
  const running = await chromiumOfThisProcess
  if (running?.isConnected()) return running
  chromiumOfThisProcess = launchChromium()
  return chromiumOfThisProcess
}

async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: LOW_PRIORITY,
    env: { ...process.env, CUECAST_BROWSER: findBrowser() },
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // All pages share one process, which this window keeps: a new one costs a third of a page's start.
      '--renderer-process-limit=1',
      `--disable-features=${LEFT_OUT.join()}`,
    ],
  })
  await browser.newPage()
  return browser
}

/** Runs once before the browser tests, and prints which browsers they use. */
export default function setup(): void {
  const browser = findBrowser()
  for (const file of [browser, findFirefox()]) if (file !== undefined) say(file)
}

function say(browser: string): void {
  const version = execFileSync(browser, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] })
  process.stderr.write(`browser: ${browser} (${version.toString().trim()})\n`)
}
