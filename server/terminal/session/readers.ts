import type { Clock } from '../../../core/base/clock.ts'
import type { Snapshot, Stop } from '../../../core/base/event.ts'
import type { Log } from './output-log.ts'
import {
  createCursor,
  type Cursor,
  type SessionCursor,
  type OutputReader,
} from './reader-cursor.ts'

export interface ReadersOptions {
  readonly log: Log
  readonly clock: Clock
  snapshot(): Snapshot
  /** Called when a reader threw; it has been stopped. */
  failed(error: unknown): void
  /** Called when a reader is so far behind that the terminal has to wait. */
  pause(): void
  /** Called when no reader is too far behind any more. */
  resume(): void
}

/** The sockets that read one terminal as bytes, and whether it has to wait for them. */
export interface Readers {
  follow(reader: OutputReader): Cursor
  /** Notes that so many more bytes are in the log. */
  appended(bytes: number): void
  /** Delivers what waits for the end of a window. */
  flush(): void
  readonly stop: Stop
}

export function createReaders(options: ReadersOptions): Readers {
  const cursors = new Set<SessionCursor>()
  let paused = false

  function judge(): void {
    let full = false
    for (const cursor of cursors) full ||= cursor.full()
    if (full === paused) return
    paused = full
    if (full) options.pause()
    else options.resume()
  }
  const { log, clock } = options
  const source = {
    log,
    clock,
    snapshot: () => options.snapshot(),
    failed: (error: unknown) => options.failed(error),
    judge,
  }
  return {
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
    appended(bytes) {
      for (const cursor of [...cursors]) cursor.appended(bytes)
      judge()
    },
    flush() {
      for (const cursor of cursors) cursor.flush()
    },
    stop() {
      for (const cursor of cursors) cursor.stop()
      cursors.clear()
    },
  }
}
