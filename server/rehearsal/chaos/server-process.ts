import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Stop } from '../../../core/base/event.ts'
import { findBinary } from '../../terminal/process/executables.ts'
import { listenNear } from '../../base/listen.ts'
import { identify, membersOf, processes } from '../../terminal/process/table.ts'
import { fillDisk, hang } from './process-faults.ts'

/** A server gets this many ms to print its link. */
const START = 60_000
/** Teardowns may take two minutes at the end; a server that needs more than this many ms is killed. */
const END = 150_000

/** `cuecast present` as a presenter starts it, and the faults that can be injected into it. */
export interface ChaosServer {
  /** How often the server was started again. */
  readonly life: number
  /** The link that the server printed; null if it was taken before. */
  link(): string | null
  /** The last line on standard error, or the error's sentence after a crash. */
  said(): string
  /** Whether it has ended by itself. */
  ended(): boolean
  kill(): void
  /** Starts it again, on the same port. */
  start(): Promise<void>
  freeze(): Stop
  /** Stops everything in its terminals. */
  hang(): Stop
  /** Makes every write to a file fail, in the server and in its terminals. Linux only. */
  fill(): Stop
  /** Programs in its terminals find no Docker engine. */
  stopDocker(): Stop
  close(): Promise<void>
}

export async function openChaosServer(deck: string): Promise<ChaosServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-chaos-'))
  const flag = join(folder, 'stopped')
  writeDocker(folder, flag)
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    // The times of this run must not replace those of the last talk.
    XDG_STATE_HOME: join(folder, 'state'),
  }
  const port = await freePort()
  let child: ChildProcess
  let life = -1
  let link: string | null = null
  let said = ''
  let killed = false
  let over: Promise<void>

  function begin(): Promise<void> {
    life += 1
    killed = false
    const args = [process.argv[1] ?? '', 'present', deck, '--port', String(port)]
    const started = spawn(process.execPath, args, {
      env,
      // In a group of its own, so that Ctrl-C reaches only this process, which then ends the server.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    let printed = ''
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.trim().split('\n')
      // After a crash this is the sentence, and not the version of Node that follows it.
      said = lines.find((line) => /^\w*Error: /.test(line)) ?? lines.at(-1) ?? said
    })
    over = new Promise((resolve) => {
      started.once('exit', () => resolve())
      started.once('error', () => resolve())
    })
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the server printed no link')), START)
      const settle = (act: () => void) => {
        clearTimeout(late)
        act()
      }
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        const found = /^http:\S+(?=\n)/m.exec(printed)?.[0]
        if (found === undefined || link === found) return
        // The second line holds the link of the presenter view.
        if (!/\/presenter#/.test(found)) link = found
        settle(resolve)
      })
      void over.then(() => settle(() => reject(new Error(`the server did not start: ${said}`))))
    })
  }
  const pid = () => child.pid ?? 0

  try {
    await begin()
  } catch (error) {
    await close()
    throw error
  }

  async function close() {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT')
      child.kill('SIGCONT')
      const late = setTimeout(() => child.kill('SIGKILL'), END)
      await over
      clearTimeout(late)
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  return {
    get life() {
      return life
    },
    link() {
      const fresh = link
      link = null
      return fresh
    },
    said: () => said,
    ended: () => !killed && (child.exitCode !== null || child.signalCode !== null),
    kill() {
      killed = true
      child.kill('SIGKILL')
    },
    async start() {
      await over
      await begin()
    },
    freeze() {
      child.kill('SIGSTOP')
      return () => void child.kill('SIGCONT')
    },
    hang: () => hang(family(pid())),
    fill: () => fillDisk(pid(), () => family(pid())),
    stopDocker() {
      writeFileSync(flag, '')
      return () => rmSync(flag, { force: true })
    },
    close,
  }
}

/** The processes of a server's terminals and scripts, its own children first. */
function family(server: number): readonly number[] {
  const root = identify(server)
  if (!root) return []
  const all = membersOf(processes(), { root }).filter((one) => one.pid !== root.pid)
  return all
    .sort((a, b) => Number(b.parent === root.pid) - Number(a.parent === root.pid))
    .map((one) => one.pid)
}

/** Puts a `docker` first on the PATH that can refuse to work, so the real engine is never touched. */
function writeDocker(folder: string, flag: string): void {
  const real = findBinary('docker', process.env['PATH'])
  if (real === undefined) return
  const script = `#!/bin/sh
if [ -e '${flag}' ]; then
  echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
  exit 1
fi
exec '${real}' "$@"
`
  writeFileSync(join(folder, 'docker'), script, { mode: 0o700 })
}

/** A free port, because the server has to start again on the same one. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenNear(server, 0)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
