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
/** Longer than anything here takes, on a busy machine too: what does not come within it never will. */
export const DEADLINE = 40_000
/** For `expect.poll`: looks often, and long enough. */
export const SOON = { timeout: DEADLINE, interval: 50 }

/** A home folder for one test: what the demos of the stage read and write (see their `act`). */
export interface Home {
  readonly folder: string
  /** Everything that was run, in its order: the side effect by which runs are counted. */
  ran(): string[]
  /** From now on what can go wrong does. */
  trouble(): void
  /** Opens the gate of the step `gate`. */
  go(): void
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
    go: () => writeFileSync(file('go'), ''),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** What a child of a show sees: nothing of this machine but its PATH, and all files in one place. */
export function environmentOf(home: Home): NodeJS.ProcessEnv {
  const { PATH } = process.env
  return { PATH, HOME: home.folder, TMPDIR: join(home.folder, 'tmp'), LANG: 'C.UTF-8' }
}

/** `cuecast present` as somebody on stage starts it. */
export interface Show {
  readonly home: Home
  /** The link with its one-time ticket. */
  readonly link: string
  readonly origin: string
  /** Where phones come to, and the PIN as it was printed; null without `remote`. */
  readonly remote: { readonly address: string; readonly pin: string } | null
  readonly pid: number
  /** What the command said. */
  said(): string
  signal(name: NodeJS.Signals): void
  /** Resolves to the exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Ends it in good order if it still runs, and removes what it wrote. */
  stop(): Promise<void>
}

export interface ShowOptions {
  readonly deck?: string
  readonly mode?: 'auto' | 'live' | 'replay'
  /** With a listener for phones, on loopback. */
  readonly remote?: boolean
  /** How long its teardowns may take at the end, in ms. */
  readonly ending?: number
  /** Somebody else's home, which that one removes. */
  readonly home?: Home
  /** Where its decks and demos are; the stage of these tests if left out. */
  readonly folder?: string
  /** In a process of its own, started by its command: where the end of that process is looked at. */
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
        // One that is stopped would only hear the second when it goes on.
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
