import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Snapshot, Stop } from '../../../core/base/event.ts'
import { createCredit, CREDIT } from '../../../core/protocol/flow-control.ts'
import { createCoalescer } from './coalesce.ts'
import { BLOCK, type Log } from './output-log.ts'

/** A socket that reads a session's output as bytes. */
export interface OutputReader {
  /**
   * The offset to continue from. If it is absent, or the log no longer has it, `reset` comes first.
   */
  readonly from?: number | undefined
  /**
   * Whether the terminal waits for this reader. True for the presenter alone. Another reader that
   * does not draw gets no more output, and later a snapshot.
   */
  readonly steers: boolean
  /** The least time between two deliveries. */
  readonly window: Ms
  /** Tells the reader to start again at `offset` with this screen. */
  reset(offset: number, snapshot: Snapshot): void
  /**
   * Gives the reader the bytes at `offset`: whole sequences and characters, about 64 KB at most.
   * Copy them to keep them, because the log uses its blocks again.
   */
  deliver(offset: number, bytes: Uint8Array): void
  /**
   * Whether more can be written now. If not, nothing is delivered until the reader calls `wake`.
   */
  canWrite?(): boolean
}

export interface Cursor {
  /** Call it when the reader has drawn so many more bytes. */
  parsed(bytes: number): void
  /** Delivers what can be delivered now. */
  wake(): void
  readonly stop: Stop
}

export interface CursorSource {
  readonly log: Log
  readonly clock: Clock
  snapshot(): Snapshot
  /** Called when the answer of `full` may have changed. */
  judge(): void
  /** Called when the reader threw; it has been stopped. */
  failed(error: unknown): void
}

/** A cursor as the session sees it. */
export interface SessionCursor extends Cursor {
  appended(bytes: number): void
  /** Delivers what the window still holds back. */
  flush(): void
  full(): boolean
}

/**
 * A reader that is further behind than this (bytes) gets a snapshot: that is faster than the
 * output, and its cost is bounded. tmux does the same.
 */
const BEHIND = CREDIT.high

/**
 * Bytes. An echo and the prompt after it come in pieces; sent at once, they are drawn one frame
 * sooner.
 */
const ANSWER = 2 * 1024

export function createCursor(source: CursorSource, reader: OutputReader): SessionCursor {
  const { log, clock } = source
  const credit = createCredit()
  let at = log.end()
  let open = true

  const restart = () => {
    at = log.end()
    credit.restart()
    reader.reset(at, source.snapshot())
    source.judge()
  }
  const flush = (all = true) => {
    try {
      catchUp(all)
    } catch (error) {
      stop()
      source.failed(error)
    }
    return all ? 0 : log.end() - at
  }
  // Without the credit, what a stalled window was sent would fill the kernel's buffers (5 MB on
  // Linux), and all of it would be drawn before the current screen.
  const may = () => open && reader.canWrite?.() !== false && (reader.steers || !credit.full())
  const catchUp = (all: boolean) => {
    if (!may()) return
    let delivered = false
    // The terminal waits for a reader that steers, so that reader is never left behind.
    if (!reader.steers && log.end() - at > BEHIND) restart()
    for (;;) {
      if (!may()) return
      const bytes = log.read(at)
      if (bytes === undefined) return restart()
      if (bytes.length === 0) return
      // In a flood the newest block still grows, and is delivered when it is full: one block is one
      // frame.
      if (!all && delivered && at + bytes.length === log.end()) return
      delivered = true
      const offset = at
      at += bytes.length
      // For a reader that steers, output counts from the moment it is printed, whether sent or not.
      if (!reader.steers) credit.produced(bytes.length)
      reader.deliver(offset, bytes)
    }
  }
  const coalescer = createCoalescer({
    clock,
    window: reader.window,
    limit: BLOCK,
    atOnce: reader.steers ? ANSWER : 0,
    flush,
  })

  const stop = () => {
    if (!open) return
    open = false
    coalescer.stop()
    source.judge()
  }

  const known = reader.from !== undefined && log.read(reader.from) !== undefined
  if (reader.from !== undefined && known && log.end() - reader.from <= BEHIND) {
    at = reader.from
    if (reader.steers) credit.produced(log.end() - at)
    source.judge()
    flush()
  } else restart()

  return {
    parsed(bytes) {
      if (!open) return
      const waited = !reader.steers && credit.full()
      credit.parsed(bytes)
      source.judge()
      if (waited && !credit.full()) flush()
    },
    wake: () => void flush(),
    flush: () => void flush(),
    appended(bytes) {
      if (reader.steers) credit.produced(bytes)
      coalescer.add(bytes)
    },
    full: () => open && reader.steers && credit.full(),
    stop,
  }
}
