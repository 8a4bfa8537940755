import { renameSync } from 'node:fs'
import { lineOf } from '../../../core/recording/asciicast-event.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Size, Stop } from '../../../core/base/event.ts'
import { reason } from '../../base/result.ts'
import { openLines, type CastDisk, type LineFile } from './line-file.ts'
import { createOutputBuffer } from './output-buffer.ts'
import { createRetryingWriter } from './retrying-writer.ts'
import { createCoalescer } from '../../terminal/session/coalesce.ts'
import type { CastLine } from './write-queue.ts'
import type { EventSink } from '../../terminal/session/subscribers.ts'

export interface RecorderOptions {
  /** Where the cast shall be; while it is written it is `<file>.partial`. Neither may exist. */
  readonly file: string
  readonly size: Size
  readonly clock: Clock
  /** When the recording was made: Unix time in seconds. */
  readonly timestamp: number
  readonly title?: string
  /** Input may hold passwords, so it is recorded only when asked for. */
  readonly input?: boolean
  /** The session's time that is the cast's beginning; that of the first event if absent. */
  readonly from?: Ms
  /** Bytes of output after which only markers are written. */
  readonly limit?: number
  /** Bytes kept for a disk that is full. */
  readonly queueLimit?: number
  readonly disk?: CastDisk
  /** The recording lacks something, or may: one sentence for people. */
  readonly complain: (what: string) => void
}

export interface Recorder extends EventSink {
  /** How many lines are in the file: written in full, safe from a crash of this process. */
  written(): number
  /** Puts what waits into the file now. */
  flush(): void
  /** Ends the recording and gives the file its name. False when something is missing in it. */
  close(): boolean
}

/** Output within one frame of a screen becomes one line; nobody sees the difference. */
const WINDOW: Ms = 16
const LINE_LIMIT = 64 * 1024
/** A power cut may cost this much of a recording. */
const SYNC_EVERY: Ms = 250
/** A longer recording is a flood that somebody started by mistake. */
const RECORD_LIMIT = 50 * 1024 * 1024

/**
 * Writes asciicast v3 (docs.asciinema.org/manual/asciicast/v3), a line at a time, each complete
 * before the next: a killed server loses nothing that `written` has counted. Throws when the file
 * cannot be created; after that the demo goes on whatever the disk does.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { file, clock, limit = RECORD_LIMIT } = options
  const partial = `${file}.partial`
  const lines = openLines(partial, options.disk)
  lines.append(headerLine(options))
  const buffer = createOutputBuffer(LINE_LIMIT)
  const complain = (what: string) => options.complain(`${file}: ${what}`)
  let whole = true
  function lose(why: string): void {
    if (whole) complain(why)
    whole = false
  }
  const sync = createSync({ lines, clock, flush, lose })
  const { queueLimit } = options
  const writer = createRetryingWriter({
    lines,
    clock,
    queueLimit,
    complain,
    lose,
    wrote: () => sync.soon(),
  })
  let from = options.from
  let latest: Ms = 0
  let recorded = 0
  let closed = false

  function put(line: CastLine | null): void {
    if (line) writer.put(line)
  }
  function flush(): void {
    put(buffer.take(latest))
    writer.write()
  }
  const coalescer = createCoalescer({ clock, window: WINDOW, limit: LINE_LIMIT, flush })

  function output(at: Ms, data: Uint8Array): void {
    const before = recorded
    recorded += data.length
    if (recorded > limit) {
      if (before <= limit) cutOff(at)
      return
    }
    buffer.add(at, data)
    // Counted from the output and not from the write, because a power cut may cost that much output.
    sync.soon()
    coalescer.add(data.length)
  }
  function cutOff(at: Ms): void {
    flush()
    put({ at, code: 'm', data: `the recording ends here: more than ${limit} bytes` })
    lose('there is more output than a take may hold; the rest is not recorded')
    flush()
  }

  return {
    event(event) {
      if (closed) return
      from ??= event.at
      // Whole milliseconds, never before the event before.
      const at = (latest = Math.max(latest, Math.round(event.at - from)))
      if (event.type === 'output') return output(at, event.data)
      if (event.type === 'input' && options.input !== true) return
      flush()
      put({ at, ...lineOf(event) })
      flush()
      if (event.type === 'marker') sync.now()
    },
    written: () => writer.written(),
    flush,
    close() {
      if (closed) return whole
      closed = true
      coalescer.stop()
      sync.stop()
      put(buffer.takeAll(latest))
      if (!writer.end()) lose('the disk is full; the end of the recording is missing')
      try {
        lines.close()
        if (whole) renameSync(partial, file)
      } catch (error) {
        lose(`the recording could not be finished: ${reason(error)}`)
      }
      return whole
    },
  }
}

function headerLine({ size, timestamp, title }: RecorderOptions): Uint8Array {
  const term = { cols: size.cols, rows: size.rows, type: 'xterm-256color' }
  return Buffer.from(`${JSON.stringify({ version: 3, term, timestamp, title })}\n`)
}

interface SyncOptions {
  readonly lines: Pick<LineFile, 'sync'>
  readonly clock: Clock
  readonly flush: () => void
  readonly lose: (why: string) => void
}

/** Brings to the disk itself what was written, now or within 250 ms. */
function createSync({ lines, clock, flush, lose }: SyncOptions) {
  let stopTimer: Stop | undefined
  let stopped = false

  function now(): void {
    // Includes output younger than a frame, which would be too old by the next sync.
    flush()
    stopTimer?.()
    stopTimer = undefined
    lines.sync((error) => {
      // The system reports this once: the next sync succeeds although the data is lost.
      if (error && !stopped) lose(`the disk may have lost a part of it: ${reason(error)}`)
    })
  }
  return {
    now,
    soon(): void {
      if (!stopped) stopTimer ??= clock.wake(clock.now() + SYNC_EVERY, now)
    },
    stop(): void {
      stopped = true
      stopTimer?.()
    },
  }
}
