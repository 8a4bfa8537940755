import pty from 'node-pty'
import { chmodSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ConnectOpts, SocketConstructorOpts } from 'node:net'
import { ReadStream } from 'node:tty'
import type { Size } from '../../../core/base/event.ts'
import { reason, type Attempt } from '../../base/result.ts'
import { createDrain, type Drain } from './drain.ts'
import { killTree } from '../process/kill-tree.ts'
import { MARK, type Environment } from '../process/environment.ts'
import { findBinary, isExecutable, launch, type Command } from '../process/executables.ts'
import { identify } from '../process/table.ts'
import { createWriter } from './writer.ts'

export interface PtyOptions extends Command {
  readonly env: Environment
  readonly cwd: string
  readonly size: Size
}

export interface PtyEvents {
  /** The bytes are overwritten after this returns. */
  data(bytes: Uint8Array): void
  /**
   * Called once, after the last byte. `status` is what a shell would report: 128 + n after signal
   * n.
   */
  exit(status: number, signal: number | undefined): void
}

export interface Pty {
  readonly pid: number
  /** False when the child does not read and the queue is full: then nothing was taken. */
  write(data: string | Uint8Array): boolean
  pause(): void
  resume(): void
  resize(size: Size): void
  /** Ends the child and everything that it started, within 4 s. Resolves after `exit`. */
  kill(): Promise<void>
}

/**
 * The binding below node-pty's classes, which its types leave out. The class itself closes the
 * master 200 ms after the child's end, whether or not everything was read, and treats a partial
 * read before a hang-up as the end: 40 to 90 % of short commands lose their last output.
 */
interface Native {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    onexit: (code: number, signal: number) => void,
  ): { readonly fd: number; readonly pid: number; readonly pty: string }
  resize(fd: number, cols: number, rows: number, width: number, height: number): void
}
const { native } = pty as unknown as { native: Native }

/**
 * All terminals are read into this buffer; its bytes are used before the next read. A stream of its
 * own makes a buffer of 64 KB for each 4 KB that a terminal gives, which doubles the time of a
 * flood. It is a Uint8Array and not a Buffer, because `slice` of a Buffer does not copy.
 */
const READ = new Uint8Array(64 * 1024)

interface End {
  readonly status: number
  readonly signal: number | undefined
}

interface Child {
  readonly pid: number
  readonly master: number
  readonly slave: number
  /** Resolves when the system has collected the child. */
  readonly end: Promise<End>
}

export function spawnPty(options: PtyOptions, events: PtyEvents): Attempt<Pty> {
  const why = refusal(options)
  if (why !== undefined) return { ok: false, why }
  try {
    return { ok: true, value: run(fork(options), options, events) }
  } catch (error) {
    return { ok: false, why: `no terminal could be opened: ${reason(error)}` }
  }
}

function fork(options: PtyOptions): Child {
  const { file, args } = launch(options)
  const env = Object.entries(options.env).map(([name, value]) => `${name}=${value}`)
  const { cols, rows } = options.size
  let ended: (end: End) => void = () => {}
  const end = new Promise<End>((resolve) => (ended = resolve))
  // User and group stay ours (-1); the line editor of the terminal counts in UTF-8 (true).
  const child = native.fork(
    file,
    args,
    env,
    options.cwd,
    cols,
    rows,
    -1,
    -1,
    true,
    helper(),
    (code, signal) => {
      ended({ status: signal > 0 ? 128 + signal : code, signal: signal || undefined })
    },
  )
  try {
    // The slave is held open while we read: without it a hang-up cuts off the end of the output.
    const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
    return { pid: child.pid, master: child.fd, slave: openSync(child.pty, flags), end }
  } catch (error) {
    process.kill(child.pid, 'SIGKILL')
    closeSync(child.fd)
    throw error
  }
}

function run(child: Child, options: PtyOptions, events: PtyEvents): Pty {
  const root = identify(child.pid)
  const mark = options.env[MARK]
  // This option is documented for the constructor too; its type has it for `connect` alone.
  const reading: SocketConstructorOpts & ConnectOpts = {
    onread: {
      buffer: READ,
      callback(length, buffer) {
        const data = buffer.subarray(0, length)
        if (drain) drain.push(data)
        else events.data(data)
        return true
      },
    },
  }
  const stream = new ReadStream(child.master, reading)
  const writer = createWriter(child.master)
  let drain: Drain | undefined
  let open = true

  const closed = new Promise<void>((resolve) => {
    void child.end.then((end) => {
      const done = () => {
        open = false
        writer.stop()
        stream.destroy()
        closeSync(child.slave)
        events.exit(end.status, end.signal)
        resolve()
      }
      drain = createDrain(child.slave, (bytes) => events.data(bytes), done)
      // The code that paused us is bounded by the kernel's own buffer from here on, and wants the
      // end.
      stream.resume()
    })
  })
  // EIO means that nobody holds the other side of the terminal. Reading is over then; the child's
  // own end follows, or is brought about.
  const unreadable = () => {
    if (drain) drain.stop()
    else void kill().then(() => drain?.stop())
  }
  stream.on('error', unreadable)
  stream.on('end', unreadable)
  stream.resume()

  const kill = async () => {
    // Processes are also found by their mark after the child's end: what it left in the background
    // is ours to end.
    await killTree({ root, mark })
    await closed
  }
  return {
    pid: child.pid,
    write: (data) => writer.write(data),
    pause() {
      if (!drain) stream.pause()
    },
    resume() {
      if (open) stream.resume()
    },
    resize({ cols, rows }) {
      if (open) native.resize(child.master, cols, rows, 0, 0)
    },
    kill,
  }
}

/** Why the child cannot start. Checked before the fork, because afterwards only a status would tell. */
function refusal({ file, cwd, env }: PtyOptions): string | undefined {
  if (process.platform === 'win32') return 'terminals run on macOS and Linux (on Windows, in WSL)'
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    return `the working directory ${cwd} does not exist`
  if (findBinary(file, env['PATH']) === undefined) return `${file} is not installed`
}

/**
 * The path of the program that starts children on macOS, beside the binding; npm may have dropped
 * its x bit.
 */
function helper(): string {
  if (process.platform !== 'darwin') return ''
  const platform = `${process.platform}-${process.arch}`
  const main = createRequire(import.meta.url).resolve('node-pty')
  const binding = createRequire(main).resolve(`@lydell/node-pty-${platform}`)
  const file = join(dirname(binding), '..', 'prebuilds', platform, 'spawn-helper')
  if (!isExecutable(file)) chmodSync(file, 0o755)
  return file
}
