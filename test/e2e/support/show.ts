import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { borrowHost, spawnCommand } from '../../support/command-process.ts'

export const ROOT = join(import.meta.dirname, '../../..')
/** The decks and demos of these tests, and where the command is started. */
export const STAGE = join(ROOT, 'test/fixtures/stage')
/** Milliseconds. Nothing here takes as long, even on a busy machine: what has not come by then never will. */
export const DEADLINE = 40_000
/** For `expect.poll`: looks often, until the deadline. */
export const SOON = { timeout: DEADLINE, interval: 50 }

/** A home folder for one test. The demos of the stage read and write files in it (see their `act`). */
export interface Home {
  readonly folder: string
  /** Everything that was run, in order. Tests count runs by this. */
  ran(): string[]
  /** From now on, everything that can go wrong goes wrong. */
  trouble(): void
  /** Nothing goes wrong any more. */
  mend(): void
  /** Opens the gate of the step `gate`. */
  go(): void
  /** From now on, a rejoin does not end. */
  stick(): void
  remove(): void
}

export function makeHome(): Home {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-show-')))
  const file = (name: string) => join(folder, name)
  mkdirSync(file('tmp'))
  writeFileSync(file('who'), 'live\n')
  return {
    folder,
    ran: () =>
      existsSync(file('ran')) ? readFileSync(file('ran'), 'utf8').trim().split('\n') : [],
    trouble: () => writeFileSync(file('trouble'), ''),
    mend: () => rmSync(file('trouble'), { force: true }),
    go: () => writeFileSync(file('go'), ''),
    stick: () => writeFileSync(file('stuck'), ''),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** The environment of a show: of this machine only its PATH, and all files in one place. */
export function environmentOf(home: Home): NodeJS.ProcessEnv {
  const { PATH } = process.env
  return { PATH, HOME: home.folder, TMPDIR: join(home.folder, 'tmp'), LANG: 'C.UTF-8' }
}

/** A running `cuecast present`, as a presenter starts it. */
export interface Show {
  readonly home: Home
  /** The link with its one-time ticket. */
  readonly link: string
  readonly origin: string
  /** The address for phones, and the PIN as it was printed; null without `remote`. */
  readonly remote: { readonly address: string; readonly pin: string } | null
  readonly pid: number
  /** What the command said. */
  said(): string
  signal(name: NodeJS.Signals): void
  /** Resolves to the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Ends it as Ctrl-C does if it still runs, and removes what it wrote. */
  stop(): Promise<void>
}

export interface ShowOptions {
  readonly deck?: string
  readonly mode?: 'auto' | 'live' | 'replay'
  /** Also listens for phones, on loopback. */
  readonly remote?: boolean
  /** Milliseconds that its teardowns may take at the end. */
  readonly ending?: number
  /** A home that the caller removes. */
  readonly home?: Home
  /** The folder of its decks and demos; the stage of these tests if left out. */
  readonly folder?: string
  /** Starts it in a process of its own: for tests that look at the end of that process. */
  readonly alone?: boolean
  readonly more?: readonly string[]
}

export async function startShow(options: ShowOptions = {}): Promise<Show> {
  const home = options.home ?? makeHome()
  const args = ['present', options.deck ?? 'stage', '--port', '0']
  if (options.mode) args.push('--mode', options.mode)
  args.push(...(options.more ?? []))
  if (options.remote) args.push('--remote', '127.0.0.1')
  const start = options.alone ? spawnCommand : borrowHost
  const running = start(options.folder ?? STAGE, environmentOf(home), args)
  const said = () => running.said.stdout + running.said.stderr
  const link = () => /http:\/\/\S+(?=\n)/.exec(running.said.stdout)?.[0]
  const remote = () => {
    const [, address, pin] = /^(http:\S+) (\d{6})$/m.exec(running.said.stdout) ?? []
    return address === undefined || pin === undefined ? null : { address, pin }
  }
  try {
    await expect.poll(link, SOON).toBeDefined()
    if (options.remote) await expect.poll(remote, SOON).not.toBeNull()
  } catch (error) {
    running.signal('SIGKILL')
    throw error
  }
  const found = link() ?? ''
  return {
    home,
    link: found,
    origin: new URL(found).origin,
    remote: remote(),
    ...running,
    said,
    async stop() {
      if (running.runs()) {
        // A process that was stopped (SIGSTOP) has to continue before it hears the first signal.
        running.signal('SIGINT')
        running.signal('SIGCONT')
        const late = setTimeout(() => running.signal('SIGKILL'), options.ending ?? DEADLINE)
        await running.ended
        clearTimeout(late)
      }
      if (options.home === undefined) home.remove()
    },
  }
}
