import type { Clock } from '../../../core/base/clock.ts'
import { createEmitter } from '../../../core/base/emitter.ts'
import type { Ms, Size, Snapshot, Stop } from '../../../core/base/event.ts'
import type { Port } from '../../../core/terminal/port.ts'
import { reason, type Attempt } from '../../base/result.ts'
import { MARK, type Environment } from '../process/environment.ts'
import { hasTerminal } from '../process/table.ts'
import { spawnPty, type Pty } from '../pty/pty.ts'
import type { Shell } from '../shell/command.ts'
import { ASK } from '../shell/rc.ts'
import type { Log } from './output-log.ts'
import { createOutputPipeline, type OutputPipeline } from './output-pipeline.ts'
import type { Cursor, OutputReader } from './reader-cursor.ts'
import { createPromptState, type PromptState } from '../shell/prompt-state.ts'
import { createReaders, type Readers } from './readers.ts'
import { createSubscribers, type EventSink, type Subscribers } from './subscribers.ts'

export interface SessionOptions {
  /** Names the session in complaints, for people: `docker-vs-runc/docker`. */
  readonly id: string
  /** The shell that runs in it; from `createShell`. */
  readonly shell: Shell
  /** The complete environment except the shell's own part; from `environment`. */
  readonly env: Environment
  readonly cwd: string
  readonly size: Size
  readonly clock: Clock
  /** Literal values that never reach the screen, a socket or a cast. */
  readonly redact?: readonly string[]
  /** How many bytes of output are kept for readers that were away. */
  readonly ring?: number | undefined
  /** Called with one sentence for people when something went wrong that the talk survives. */
  readonly complain: (what: string) => void
}

/** One pty on the server and its history. It outlives sockets, reloads and slide changes. */
export interface Session extends Port {
  readonly id: string
  readonly pid: number
  readonly log: Log
  size(): Size
  snapshot(): Snapshot
  /**
   * Reads the output as bytes; the first call back is `reset`, unless `from` was still in the log.
   */
  follow(reader: OutputReader): Cursor
  addSink(sink: EventSink): Stop
  /** True while the shell itself has the terminal, and no program that it runs. */
  shellReads(): boolean
  /** Puts a marker event between past and future output. */
  marker(label: string): void
  resize(size: Size): void
  /** True once the shell has ended; by then every reader has had all of its output. */
  ended(): boolean
  /** Calls `hear` once with the exit status; soon, if the shell has already ended. */
  onExit(hear: (status: number) => void): Stop
  /** Ends the shell and everything that it started, within 4 s. */
  close(): Promise<void>
}

let count = 0

export function openSession(options: SessionOptions): Attempt<Session> {
  const { id, shell, size, clock, complain } = options
  const started = clock.now()
  const at = (): Ms => Math.max(0, clock.now() - started)
  const dropped = (what: string, error: unknown) =>
    complain(`${id}: ${what} failed and is dropped: ${reason(error)}`)
  const subscribers = createSubscribers(dropped)
  const prompt = createPromptState({
    clock,
    at,
    ask: () => pty.write(ASK),
    tell(mark) {
      // The shell has read its rc file to the end, so the file can go.
      if (mark.mark === 'ready') shell.stop()
      subscribers.tell(mark)
    },
  })
  const exit = createExit(clock)
  const pipeline = createOutputPipeline(
    { size, clock, aid: shell.aid, redact: options.redact, ring: options.ring },
    {
      output(kept) {
        prompt.printed(kept)
        subscribers.tell({ type: 'output', at: at(), data: kept })
        readers.appended(kept.length)
      },
      mark: (fields) => prompt.mark(fields),
    },
  )
  const readers = createReaders({
    log: pipeline.log,
    clock,
    snapshot: () => pipeline.snapshot(),
    failed: (error) => dropped('a reader', error),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
  })
  // The session has its own mark, so that ending it ends nothing of the one that follows it.
  const mark = `${options.env[MARK] ?? 'session'}#${++count}`
  const { file, args } = shell
  const env = { ...options.env, ...shell.env, [MARK]: mark }
  const spawned = spawnPty(
    { file, args, env, cwd: options.cwd, size },
    {
      data: (bytes) => pipeline.push(bytes),
      exit(status) {
        pipeline.end()
        prompt.stop()
        exit.settle(status)
        shell.stop()
        readers.flush()
        subscribers.tell({ type: 'exit', at: at(), status })
        exit.tell()
      },
    },
  )
  if (!spawned.ok) {
    shell.stop()
    pipeline.dispose()
    return spawned
  }
  const pty = spawned.value
  pipeline.onReply((data) => pty.write(data))
  const parts = { options, pty, pipeline, subscribers, readers, prompt, exit, at }
  return { ok: true, value: assemble(parts) }
}

interface Parts {
  readonly options: SessionOptions
  readonly pty: Pty
  readonly pipeline: OutputPipeline
  readonly subscribers: Subscribers
  readonly readers: Readers
  readonly prompt: PromptState
  readonly exit: Exit
  /** Time since the session began. */
  readonly at: () => Ms
}

function assemble(parts: Parts): Session {
  const { options, pty, pipeline, subscribers, readers, prompt, exit, at } = parts
  const { id, shell, complain } = options
  return {
    id,
    pid: pty.pid,
    log: pipeline.log,
    size: () => pipeline.size(),
    snapshot: () => pipeline.snapshot(),
    attach(listener) {
      const stop = subscribers.addListener(listener)
      listener({ type: 'reset', snapshot: pipeline.snapshot() })
      const status = exit.status()
      if (status !== undefined) listener({ type: 'exit', at: at(), status })
      return stop
    },
    write(data) {
      prompt.typed(data)
      if (!pty.write(data))
        complain(`${id}: the program does not read; what was typed into it is lost`)
    },
    ready: () => prompt.ready(),
    // In a terminal of ssh it is always ssh that has it.
    shellReads: () => shell.file !== 'ssh' && hasTerminal(pty.pid),
    standing: () => pipeline.standing(),
    applicationKeys: () => pipeline.applicationKeys(),
    follow: (reader) => readers.follow(reader),
    addSink: (sink) => subscribers.addSink(sink),
    marker: (label) => subscribers.tell({ type: 'marker', at: at(), label }),
    resize(to) {
      const { cols, rows } = pipeline.size()
      if (to.cols === cols && to.rows === rows) return
      pipeline.resize(to)
      pty.resize(to)
      subscribers.tell({ type: 'resize', at: at(), size: to })
    },
    ended: () => exit.status() !== undefined,
    onExit: (hear) => exit.onExit(hear),
    async close() {
      await pty.kill()
      shell.stop()
      readers.stop()
      pipeline.dispose()
    },
  }
}

type Exit = ReturnType<typeof createExit>

/** The end of the shell: its status, and the listeners that wait for it. */
function createExit(clock: Clock) {
  let status: number | undefined
  const exits = createEmitter<[status: number]>()
  return {
    /** Undefined while the shell runs. */
    status: () => status,
    settle(code: number) {
      status = code
    },
    tell() {
      if (status !== undefined) exits.emit(status)
    },
    onExit(hear: (status: number) => void): Stop {
      if (status !== undefined) {
        const code = status
        return clock.wake(clock.now(), () => hear(code))
      }
      return exits.on(hear)
    },
  }
}
