import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Signal, Size, Snapshot, Stop, TermEvent } from '../../../core/base/event.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { markOf } from '../../../core/terminal/shell-integration.ts'
import type { Mark, Port } from '../../../core/terminal/port.ts'
import { reason, type Attempt } from '../../base/result.ts'
import { createRedactingStream } from './redacting-stream.ts'
import {
  createCursor,
  type Cursor,
  type CursorSource,
  type OwnCursor,
  type Reader,
} from './reader-cursor.ts'
import { MARK, type Environment } from '../process/environment.ts'
import { createLog, type Log } from './output-log.ts'
import { spawnPty, type Pty } from '../pty/pty.ts'
import { createLateScreen } from '../screen/lazy-screen.ts'
import type { Shell } from '../pty/shell-command.ts'

export interface SessionOptions {
  /** Names the session in complaints, for people: `docker-vs-runc/docker`. */
  readonly id: string
  /** What runs in it; from `createShell`. */
  readonly shell: Shell
  /** The whole environment but the shell's own part; from `environment`. */
  readonly env: Environment
  readonly cwd: string
  readonly size: Size
  readonly clock: Clock
  /** Literal values that never reach the screen, a socket or a cast. */
  readonly redact?: readonly string[]
  /** Bytes of output kept for readers that were away. */
  readonly ring?: number
  /** Something went wrong that the show survives: one sentence for people. */
  readonly complain: (what: string) => void
}

/** One who is told every event of a session as it happens: the recorder. */
export interface Output {
  /** May throw: then the output is dropped, which is complained about, and the show goes on. */
  event(event: TermEvent): void
}

/** One pty on the server and its history. It outlives sockets, reloads and slide changes. */
export interface Session extends Port {
  readonly id: string
  readonly pid: number
  readonly log: Log
  size(): Size
  snapshot(): Snapshot
  /** Reads the output as bytes; the first call back is `reset`, unless `from` was still there. */
  follow(reader: Reader): Cursor
  addOutput(output: Output): Stop
  /** Puts a marker event between what was printed and what will be. */
  marker(label: string): void
  resize(size: Size): void
  /** True once the shell has ended; every reader has had all of its output by then. */
  ended(): boolean
  /** Calls once, with the exit status; soon, if it already ended. */
  onExit(hear: (status: number) => void): Stop
  /** Ends the shell and all that it started, within 4 s. */
  close(): Promise<void>
}

type Hear = (signal: Signal | Mark) => void

let count = 0

export function openSession(options: SessionOptions): Attempt<Session> {
  const { id, shell, clock, complain } = options
  const started = clock.now()
  const at = (): Ms => Math.max(0, clock.now() - started)
  let size = options.size
  let ready = false
  let prompting = false
  let status: number | undefined
  let held = false
  const log = createLog(options.ring)
  // Snapshots carry no scrollback, so keeping one would only cost time and memory.
  const screen = createLateScreen(size, { clock })
  const hearers = new Set<Hear>()
  const outputs = new Set<Output>()
  const cursors = new Set<OwnCursor>()
  const leavers = new Set<(status: number) => void>()

  function dropped(what: string, error: unknown): void {
    complain(`${id}: ${what} failed and is dropped: ${reason(error)}`)
  }
  /** One that throws has a bug of its own: it is dropped and told of, and the others go on. */
  function guard<T>(set: Set<T>, one: T, what: string, call: () => void): void {
    try {
      call()
    } catch (error) {
      set.delete(one)
      dropped(what, error)
    }
  }
  function tell(signal: TermEvent | Mark): void {
    for (const hear of [...hearers]) guard(hearers, hear, 'a listener', () => hear(signal))
    if (signal.type === 'mark') return
    for (const output of [...outputs])
      guard(outputs, output, 'an output', () => output.event(signal))
  }
  function judge(): void {
    const full = [...cursors].some((cursor) => cursor.full())
    if (full === held) return
    held = full
    if (full) pty.pause()
    else pty.resume()
  }

  const source: CursorSource = {
    log,
    clock,
    snapshot: () => screen.snapshot(),
    judge,
    failed: (error) => dropped('a reader', error),
  }

  // Behind the filter, and before everybody else: what is covered is what would be seen.
  const cover = createRedactingStream(
    { secrets: options.redact ?? [], size, clock },
    {
      // The order is the point: the screen and the log hold the bytes before anybody hears of
      // them, so whoever attaches or resets in between sees them once.
      bytes(data) {
        screen.write(data)
        const kept = log.append(data)
        tell({ type: 'output', at: at(), data: kept })
        for (const cursor of [...cursors]) cursor.appended(data.length)
        judge()
      },
      mark(fields) {
        if (fields[0] === 'A') prompting = true
        const mark = markOf(fields, at())
        if (!mark) return
        if (mark.mark === 'ready') {
          // A prompt that is drawn again (a new size, Ctrl-L) has an end but no beginning.
          if (!prompting) return
          prompting = false
        }
        ready = mark.mark === 'ready'
        // The rc file has been read to its end.
        if (ready) shell.stop()
        tell(mark)
      },
      // The screen beside the log is the only terminal that answers; views are deaf.
      query: (data) => screen.ask(data),
    },
  )
  const filter = createSanitizer({ size, aid: shell.aid }, cover)
  const spawned = spawnPty(
    {
      file: shell.file,
      args: shell.args,
      // A mark of its own: ending this session ends nothing of the one that follows it.
      env: { ...options.env, ...shell.env, [MARK]: `${options.env[MARK] ?? 'session'}#${++count}` },
      cwd: options.cwd,
      size,
    },
    {
      data: (bytes) => filter.push(bytes),
      exit(code) {
        filter.end()
        cover.end()
        ready = false
        status = code
        shell.stop()
        for (const cursor of cursors) cursor.flush()
        tell({ type: 'exit', at: at(), status: code })
        for (const leave of [...leavers]) leave(code)
      },
    },
  )
  if (!spawned.ok) {
    shell.stop()
    screen.dispose()
    return spawned
  }
  const pty: Pty = spawned.value
  screen.onReply((data) => pty.write(data))

  const session: Session = {
    id,
    pid: pty.pid,
    log,
    size: () => size,
    snapshot: () => screen.snapshot(),
    attach(hear) {
      hearers.add(hear)
      hear({ type: 'reset', snapshot: screen.snapshot() })
      if (status !== undefined) hear({ type: 'exit', at: at(), status })
      return () => void hearers.delete(hear)
    },
    write(data) {
      // With half a line behind the prompt the shell does not stand at it any more.
      ready = false
      if (!pty.write(data))
        complain(`${id}: the program does not read; what was typed into it is lost`)
    },
    ready: () => ready,
    follow(reader) {
      const cursor = createCursor(source, reader)
      cursors.add(cursor)
      judge()
      return {
        parsed: (bytes) => cursor.parsed(bytes),
        wake: () => cursor.wake(),
        stop() {
          cursors.delete(cursor)
          cursor.stop()
        },
      }
    },
    addOutput(output) {
      outputs.add(output)
      return () => void outputs.delete(output)
    },
    marker: (label) => tell({ type: 'marker', at: at(), label }),
    resize(to) {
      if (to.cols === size.cols && to.rows === size.rows) return
      size = to
      screen.resize(to)
      filter.resize(to)
      cover.resize(to)
      pty.resize(to)
      tell({ type: 'resize', at: at(), size: to })
    },
    ended: () => status !== undefined,
    onExit(hear) {
      if (status !== undefined) {
        const code = status
        return clock.wake(clock.now(), () => hear(code))
      }
      leavers.add(hear)
      return () => void leavers.delete(hear)
    },
    async close() {
      await pty.kill()
      shell.stop()
      for (const cursor of cursors) cursor.stop()
      cursors.clear()
      screen.dispose()
    },
  }
  return { ok: true, value: session }
}
