import { fork, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** A command that was started, as the tests look at it. */
export interface Running {
  readonly pid: number
  /** All that it has printed so far. */
  said(): string
  signal(name: NodeJS.Signals): void
  runs(): boolean
  /** Resolves to the exit code, or to the name of the signal that ended its process. */
  readonly ended: Promise<number | string>
}

/** Starts the command in `folder` with these words after its name. */
export type Start = (folder: string, env: NodeJS.ProcessEnv, args: readonly string[]) => Running

const COMMAND = join(import.meta.dirname, '../../../dist/cli/cuecast.js')
const HOST = join(import.meta.dirname, 'show-host.js')

/** In a process of its own. */
export const spawnCommand: Start = (folder, env, args) => {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const note = (data: Buffer) => (said += data.toString())
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  return {
    pid: child.pid ?? 0,
    said: () => said,
    signal: (name) => child.kill(name),
    runs: () => lives(child),
    ended: endOf(child),
  }
}

/** The processes that have run a show to its end and wait for the next one. */
const idle: ChildProcess[] = []

/**
 * In a process that has run shows before, if one is free (see `show-host.js`): to load the product costs
 * more time than most tests, and a show that leaves something behind shows in the one that comes after.
 */
export const borrowHost: Start = (folder, env, args) => {
  const host = idle.pop() ?? startHost()
  let said = ''
  let runs = true
  const ended = new Promise<number | string>((resolve) => {
    const end = (how: number | string) => {
      runs = false
      host.off('message', hear)
      host.off('exit', die)
      resolve(how)
    }
    const hear = (message: { said: string } | { ended: number }) => {
      if ('said' in message) said += message.said
      else {
        idle.push(host)
        end(message.ended)
      }
    }
    const die = (code: number | null, signal: string | null) => end(signal ?? code ?? -1)
    host.on('message', hear)
    host.on('exit', die)
  })
  host.send({ folder, env, args })
  return {
    pid: host.pid ?? 0,
    said: () => said,
    signal: (name) => host.kill(name),
    runs: () => runs,
    ended,
  }
}

function startHost(): ChildProcess {
  const host = fork(HOST, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const leave = () => idle.splice(idle.indexOf(host) >>> 0, 1)
  host.on('exit', leave)
  // The tests may end while it waits; it ends when they have.
  host.unref()
  host.channel?.unref()
  return host
}

const lives = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

function endOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? code ?? -1))
  })
}
