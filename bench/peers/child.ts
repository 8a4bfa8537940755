import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OWN_SESSION } from '../show.ts'

/** A server in its own process, so that its memory can be measured. */
export interface Child {
  readonly pid: number
  /** The match of its `ready` line. */
  readonly ready: RegExpExecArray
  readonly stop: () => Promise<void>
}

/**
 * Milliseconds in which a server must report that it is ready: the slowest takes 2 s on an idle
 * machine.
 */
const READY_WITHIN = 20_000
/** Milliseconds after which a server that was asked to end is killed. */
const END_WITHIN = 5_000

/**
 * Starts `file` in an empty home, and resolves when one of its lines matches `ready`. Throws if it
 * ends before that, or prints no such line; `file` is searched for on PATH.
 */
export async function startChild(
  file: string,
  args: readonly string[],
  ready: RegExp,
): Promise<Child> {
  const home = mkdtempSync(join(tmpdir(), 'cuecast-peer-'))
  const { PATH } = process.env
  const child = spawn(file, args, {
    cwd: home,
    env: { PATH, HOME: home, LANG: 'C.UTF-8', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...OWN_SESSION,
  })
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN)
    await ended
    clearTimeout(late)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const found = await new Promise<RegExpExecArray>((resolve, reject) => {
      let said: string | null = ''
      // All output is read, or a server that logs would block.
      const hear = (data: Buffer) => {
        if (said === null) return
        said += data.toString()
        const match = ready.exec(said)
        if (!match) return
        said = null
        clearTimeout(late)
        resolve(match)
      }
      const fail = (how: string) => reject(new Error(`${file} ${how}: ${said?.slice(-300) ?? ''}`))
      const late = setTimeout(() => fail('did not get ready'), READY_WITHIN)
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      void ended.then(() => {
        clearTimeout(late)
        fail('did not start')
      })
    })
    return { pid: child.pid ?? 0, ready: found, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A port that was free a moment ago, for servers that do not report their own. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string')
    throw new Error('invariant: a TCP server has a port')
  return address.port
}
