import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
/** Decks and demos for measurements. */
export const STAGE = join(import.meta.dirname, 'stage')

/**
 * A session of its own, like that of a command in a terminal window, and never that of the browser.
 * Linux shares the cores among sessions first (autogroup, sched(7)), then within each.
 */
export const OWN_SESSION = { detached: true } as const

/** `cuecast present` as a presenter starts it, in its own home. */
export interface BenchShow {
  /** The link with its one-time ticket. */
  readonly link: string
  readonly origin: string
  readonly pid: number
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
}

export async function startShow(deck = 'bench', stage = STAGE): Promise<BenchShow> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-bench-')))
  mkdirSync(join(home, 'tmp'))
  const { PATH } = process.env
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/cli/cuecast.js'), 'present', deck, '--port', '0'],
    {
      cwd: stage,
      env: { PATH, HOME: home, TMPDIR: join(home, 'tmp'), LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...OWN_SESSION,
    },
  )
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const link = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      const found = /http:\/\/\S+(?=\n)/.exec(said)?.[0]
      if (found !== undefined) resolve(found)
    })
    void ended.then(() => reject(new Error(`the show did not start: ${said}`)))
  })
  return {
    link,
    origin: new URL(link).origin,
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGINT')
      child.kill('SIGCONT')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
