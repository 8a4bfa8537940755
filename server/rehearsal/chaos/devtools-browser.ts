import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Attempt } from '../../base/result.ts'
import { findBinary, isExecutable } from '../../terminal/process/executables.ts'

/** Names of Chromium, Chrome and Edge on the PATH; below, where macOS keeps its applications. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
]
const PLACES = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)
/** The browser connects to nothing but the page, and starts the same way everywhere. */
const ARGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-sync',
  '--disable-component-update',
  '--window-size=1920,1080',
  '--mute-audio',
]
/** After this many ms without an answer the browser counts as hung. */
const LATE = 60_000

/** The program of a browser, or a sentence that says what to do. */
export function findBrowser(env: NodeJS.ProcessEnv): Attempt<string> {
  const named = env['CUECAST_BROWSER']
  if (named !== undefined) {
    const found = findBinary(named, env['PATH'])
    if (found !== undefined) return { ok: true, value: found }
    return { ok: false, why: `CUECAST_BROWSER names ${named}, which is not a program` }
  }
  const onPath = NAMES.map((name) => findBinary(name, env['PATH']))
  const value = [...onPath, ...PLACES.filter(isExecutable)].find((file) => file !== undefined)
  if (value !== undefined) return { ok: true, value }
  return {
    ok: false,
    why: 'there is no Chromium, Chrome or Edge here; install one, or name it in CUECAST_BROWSER',
  }
}

/** Called with each event that the browser sends by the DevTools protocol. */
export type OnBrowserEvent = (method: string, params: Readonly<Record<string, unknown>>) => void

/** One page of a browser of our own. */
export interface BrowserPage {
  /** Rejects when the browser refuses or is gone. */
  ask(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/**
 * Starts a browser with an empty profile, and opens a page in it. It listens on no port: commands and
 * answers go through two pipes, and it ends when they are closed.
 */
export async function openBrowser(file: string, told: OnBrowserEvent): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'cuecast-browser-'))
  // Chromium refuses to run as root with its sandbox; only containers do that.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(file, [...ARGS, ...root, `--user-data-dir=${profile}`, 'about:blank'], {
    // In a group of its own, so that Ctrl-C reaches only this process, which then closes the browser.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const wire = talk(child, ended, told)
  async function close() {
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await wire.ask('Browser.close').catch(() => child.kill('SIGKILL'))
    await ended
    clearTimeout(late)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const { targetInfos } = await wire.ask('Target.getTargets')
    const target = (targetInfos as { type: string; targetId: string }[]).find(
      ({ type }) => type === 'page',
    )
    const targetId =
      target?.targetId ??
      (await wire.ask('Target.createTarget', { url: 'about:blank' }))['targetId']
    const { sessionId } = await wire.ask('Target.attachToTarget', { targetId, flatten: true })
    return { ask: (method, params) => wire.ask(method, params, sessionId as string), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Requests and answers: JSON with a NUL after each, out on descriptor 3 and in on 4. */
function talk(child: ChildProcess, ended: Promise<void>, told: OnBrowserEvent) {
  const out = child.stdio[3] as Writable
  const back = child.stdio[4] as Readable
  const waiting = new Map<number, (answer: Answer) => void>()
  let count = 0
  let rest = ''
  let gone = false
  void ended.then(() => {
    gone = true
    for (const answer of waiting.values()) answer({ error: { message: 'the browser has ended' } })
  })
  // The browser may end before it has read what was written; `ended` reports that.
  out.on('error', () => {})
  back.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
      else if (answer.method !== undefined) told(answer.method, answer.params ?? {})
    }
  })
  return {
    ask(method: string, params: object = {}, sessionId?: string) {
      const id = ++count
      return new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
        const late = setTimeout(() => answered({ error: { message: 'no answer' } }), LATE)
        const answered = ({ error, result }: Answer) => {
          clearTimeout(late)
          waiting.delete(id)
          if (error) reject(new Error(`the browser: ${method}: ${error.message}`))
          else resolve(result ?? {})
        }
        waiting.set(id, answered)
        if (gone) return answered({ error: { message: 'the browser has ended' } })
        out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      })
    },
  }
}
