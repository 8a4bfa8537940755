import { fork, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** A command that was started, as the tests look at it. */
export interface Running {
  readonly pid: number
  /** What it has printed so far. */
  readonly said: Readonly<Record<Stream, string>>
  signal(name: NodeJS.Signals): void
  runs(): boolean
  /** Resolves to the exit code, or to the name of the signal that ended its process. */
  readonly ended: Promise<number | string>
}

/** Starts the command in `folder` with these words after its name. */
export type Start = (folder: string, env: NodeJS.ProcessEnv, args: readonly string[]) => Running

type Stream = 'stdout' | 'stderr'
/** What a host sends (`command-host.js`). */
type HostMessage = { readonly said: string; readonly to: Stream } | { readonly ended: number }

export const COMMAND = join(import.meta.dirname, '../../dist/cli/cuecast.js')
const HOST = join(import.meta.dirname, 'command-host.js')

/** Starts the command in a process of its own, as its users do. */
export const spawnCommand: Start = (folder, env, args) => {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text))
  return {
    pid: child.pid ?? 0,
    said,
    signal: (name) => child.kill(name),
    runs: () => child.exitCode === null && child.signalCode === null,
    ended: new Promise((resolve) => {
      child.on('exit', (code, signal) => resolve(signal ?? code ?? -1))
    }),
  }
}

/** The processes that have run a command to its end and wait for the next one. */
const idle = new Set<ChildProcess>()

/**
 * Starts the command in a process that has run commands before, if one is free: to load the product
 * costs more time than most tests, and a command that leaves something behind hurts the next one.
 */
export const borrowHost: Start = (folder, env, args) => {
  const [host = startHost()] = idle
  idle.delete(host)
  const said = { stdout: '', stderr: '' }
  let runs = true
  const ended = new Promise<number | string>((resolve) => {
    const end = (how: number | string) => {
      runs = false
      host.off('message', hear)
      host.off('exit', die)
      resolve(how)
    }
    const hear = (message: HostMessage) => {
      if ('said' in message) {
        said[message.to] += message.said
      } else {
        idle.add(host)
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
    said,
    signal: (name) => host.kill(name),
    runs: () => runs,
    ended,
  }
}

function startHost(): ChildProcess {
  const host = fork(HOST, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
  host.on('exit', () => idle.delete(host))
  // It ends when the process of the tests does, and keeps nobody waiting.
  host.unref()
  host.channel?.unref()
  return host
}
