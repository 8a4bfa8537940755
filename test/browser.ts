import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext } from 'playwright-core'
import { findBrowser as findHere } from '../server/browser.ts'

/** The one that the product would use, or Playwright's own. */
function installed(): string | undefined {
  const found = findHere(process.env)
  if (found.ok) return found.value
  return [chromium.executablePath()].find((file) => existsSync(file))
}

/** Installs a browser where there is none: Playwright's own, or the distribution's. */
function install(): void {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  say('no Chromium found; installing one for the tests')
  const cli = join(import.meta.dirname, '../node_modules/playwright-core/cli.js')
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

/** The path of a Chromium, installing one if need be. Throws with what to do when that fails too. */
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

/** A browser with an empty profile that talks to nobody but the page under test. */
export async function openWindow(
  size: { width: number; height: number } = { width: 1920, height: 1080 },
  more: {
    reducedMotion?: 'reduce'
    colorScheme?: 'light' | 'dark'
    hasTouch?: boolean
    isMobile?: boolean
    deviceScaleFactor?: number
  } = {},
): Promise<Window> {
  const profile = mkdtempSync(join(tmpdir(), 'cuecast-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    headless: true,
    viewport: size,
    ...more,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Run once before the browser tests: says which browser they use. */
export default function setup(): void {
  const browser = findBrowser()
  const version = execFileSync(browser, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] })
  process.stderr.write(`browser: ${browser} (${version.toString().trim()})\n`)
}
