import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import { resolve } from 'node:path'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms } from '../../../core/base/event.ts'
import { createPieceRedactor, redact } from '../../../core/terminal/redact/pieces.ts'
import { readable } from '../../../core/terminal/readable.ts'
import { reason } from '../../base/result.ts'
import { systemClock } from '../../base/system-clock.ts'
import { killTree } from './kill-tree.ts'
import { MARK, type Environment } from './environment.ts'
import { launch, launcherBash, type Command } from './executables.ts'
import { identify } from './table.ts'

/** A file of the demo's folder, or a line for bash. */
export type HiddenScript = { readonly file: string } | { readonly command: string }

export interface HiddenOptions {
  readonly cwd: string
  readonly env: Environment
  /** After this time in ms the script is ended, with everything that it started. */
  readonly limit: Ms
  /** Secret values, which are covered in the tail and in each line. */
  readonly secrets?: readonly string[]
  /** Called with each line of output and errors, made safe to read, without the line end. */
  readonly onLine?: (line: string) => void
  readonly clock?: Clock
}

export interface HiddenResult {
  /** 128 + n after signal n; 127 if it could not be started, and then `tail` holds the reason. */
  readonly status: number
  readonly timedOut: boolean
  /** The last 4 KB of its output, for people. */
  readonly tail: string
}

/** Bytes: enough to see what went wrong, and few enough to show. */
const TAIL = 4 * 1024
/**
 * How long to wait for the output of a process that has ended; a daemon may hold the pipe for ever.
 */
const GRACE: Ms = 100

let count = 0

let start: Promise<unknown> = Promise.resolve()
/**
 * Resolves in a turn of the event loop in which no other script is started. Starting one stops this
 * process until that one runs, which takes a busy machine a tenth of a second; a dozen checks in one
 * turn were a second in which windows heard nothing and took the server for gone.
 */
function ownTurn(): Promise<unknown> {
  start = start.then(() => setImmediate())
  return start
}

/**
 * Runs a demo's setup, teardown, requirement or rejoin out of sight: in a session of its own,
 * without a terminal, without input and with no descriptor of ours. If the script ends in time,
 * what it leaves running (a daemon, for example) continues; otherwise everything is ended. Never
 * rejects.
 */
export async function runHidden(what: HiddenScript, options: HiddenOptions): Promise<HiddenResult> {
  await ownTurn()
  const { cwd, limit, clock = systemClock } = options
  const bash = launcherBash()
  // The script has its own mark, so that ending it ends nothing else of the run.
  const mark = `${options.env[MARK] ?? 'hidden'}#${++count}`
  const own: Command = {
    file: bash,
    args: [
      ...['--noprofile', '--norc', '-c'],
      ...('command' in what
        ? [RUN_COMMAND, 'cuecast', what.command]
        : [RUN_FILE, 'cuecast', resolve(cwd, what.file)]),
    ],
  }
  const { file, args } = launch(own)
  return new Promise((settle) => {
    let tail = ''
    let timedOut = false
    let over = false
    let stopLimit = () => {}
    const finish = (status: number) => {
      if (over) return
      over = true
      stopLimit()
      lines.push(cover.end().join(''))
      lines.end()
      settle({ status, timedOut, tail: tail.trimEnd() })
    }
    // Secrets are covered before the text is cut anywhere, because half a secret is not found.
    const cover = createPieceRedactor(options.secrets ?? [])
    const lines = splitLines((raw) => {
      const line = readable(raw)
      tail = `${tail}${line}\n`.slice(-TAIL)
      options.onLine?.(line)
    })

    const child = spawn(file, args, {
      cwd,
      env: { ...options.env, [MARK]: mark },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const outputs = [child.stdout, child.stderr]
    for (const output of outputs) {
      output.setEncoding('utf8')
      output.on('data', (text: string) => !over && lines.push(cover.push(text).join('')))
    }
    child.on('error', (error) => {
      tail = readable(redact(reason(error), options.secrets ?? []))
      finish(127)
    })
    child.on('close', (code, signal) => finish(statusOf(code, signal)))
    child.on('exit', (code, signal) => {
      clock.wake(clock.now() + GRACE, () => {
        // The output is still read, so that a program in the background does not fail when it
        // prints.
        for (const output of outputs) letGo(output)
        finish(statusOf(code, signal))
      })
    })
    if (child.pid === undefined) return
    const root = identify(child.pid)
    stopLimit = clock.wake(clock.now() + limit, () => {
      timedOut = true
      void killTree({ root, mark }, clock).then(
        // A process that is stuck in the kernel ends by no signal, so it is not waited for.
        () => clock.wake(clock.now() + GRACE, () => finish(137)),
      )
    })
  })
}

// Output and errors go through one pipe, so that they stay in the order in which they were written.
// A file runs by itself if it is executable and else by bash, because archives and Windows drop the
// x bit.
const RUN_COMMAND = 'exec 2>&1; eval "$1"'
const RUN_FILE = 'exec 2>&1; if [ -x "$1" ]; then exec "$1"; else exec bash "$1"; fi'

function letGo(output: Readable): void {
  output.resume()
  if (output instanceof Socket) output.unref()
}

function statusOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL']
}

function splitLines(hear: (line: string) => void) {
  let rest = ''
  return {
    push(text: string) {
      const parts = (rest + text).split(/\r?\n/)
      rest = parts.pop() ?? ''
      for (const part of parts) hear(part)
      // A line without an end is not kept for ever.
      if (rest.length > TAIL) {
        hear(rest)
        rest = ''
      }
    },
    end() {
      if (rest !== '') hear(rest)
      rest = ''
    },
  }
}
