import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { GUARD } from '../../core/runner/runner.ts'
import type { TerminalPage } from './browser-client.ts'
import type { Absent, Contender } from '../figure.ts'
import { startNaive } from '../peers/naive.ts'
import { hasTtyd, startTtyd } from '../peers/ttyd.ts'
import { startWetty, WETTY, wettyFolder } from '../peers/wetty.ts'
import { startShow } from '../show.ts'

/** A product that shows a terminal in a page. */
export interface BrowserContender {
  readonly name: string
  readonly role: Contender['role']
  open(): Promise<TerminalPage>
}

/** The product in normal use: the deck's slide, *next* opens the shell, T takes the keyboard. */
export const ours: BrowserContender = {
  name: 'cuecast',
  role: 'ours',
  async open() {
    const show = await startShow()
    return {
      url: show.link,
      async enter(page) {
        await page.waitForSelector('html[data-ready]')
        await page.keyboard.press('PageDown')
        await page.waitForSelector('.present .pane .xterm-rows')
        // A second press directly after the first would be taken for a double press.
        await page.waitForTimeout(2 * GUARD)
        await page.keyboard.press('PageDown')
        await page.waitForSelector('.present .pane[data-phase="done"][data-mode="live"]')
        await page.keyboard.press('t')
      },
      stop: () => show.stop(),
    }
  },
}

/** Our product first, then the peers. For a peer that this machine does not have, the reason. */
export function browserContenders(): readonly (BrowserContender | Absent)[] {
  return [ours, wetty(), naive, ttyd()]
}

const naive: BrowserContender = {
  name: 'naive page',
  role: 'peer',
  open: () =>
    withScript(async (script) => {
      const { port, stop } = await startNaive(script)
      return { url: `http://127.0.0.1:${port}/`, stop }
    }),
}

function wetty(): BrowserContender | Absent {
  const { name } = WETTY
  try {
    wettyFolder()
  } catch (error) {
    return { name, skipped: error instanceof Error ? error.message : String(error) }
  }
  return {
    name,
    role: 'peer',
    open: () =>
      withScript(async (script) => ({
        ...(await startWetty(script)),
        enter: (page) => grid(page, 'wetty_term'),
      })),
  }
}

function ttyd(): BrowserContender | Absent {
  const name = 'ttyd'
  if (!hasTtyd()) return { name, skipped: 'not on the PATH' }
  return {
    name,
    role: 'peer',
    open: () =>
      withScript(async (script) => {
        const { port, stop } = await startTtyd([script], 'dom')
        return {
          url: `http://127.0.0.1:${port}/`,
          enter: (page) => grid(page, 'term'),
          stop,
        }
      }),
  }
}

/** Sets the same grid and text size in a page that fits its terminal to the window. */
async function grid(page: Page, name: string): Promise<void> {
  await page.waitForFunction((term) => term in globalThis, name)
  await page.waitForSelector('.xterm-rows')
  await page.evaluate((term) => {
    const it = (globalThis as unknown as Record<string, Fitted>)[term]
    if (!it) return
    it.options.fontSize = 20
    it.resize(80, 24)
    it.focus()
  }, name)
}
interface Fitted {
  readonly options: { fontSize: number }
  resize(cols: number, rows: number): void
  focus(): void
}

/** Peers start a script and no command: it runs the plain shell with which ours is compared. */
async function withScript(start: (script: string) => Promise<TerminalPage>): Promise<TerminalPage> {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-bench-'))
  const script = join(folder, 'shell.sh')
  writeFileSync(script, '#!/bin/sh\nexec bash --noprofile --norc -i\n')
  chmodSync(script, 0o755)
  const terminalPage = await start(script)
  return {
    ...terminalPage,
    async stop() {
      await terminalPage.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
