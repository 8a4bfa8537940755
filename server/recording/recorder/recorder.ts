import { renameSync } from 'node:fs'
import { lineOf } from '../../../core/recording/asciicast-event.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Size, Stop } from '../../../core/base/event.ts'
import { reason } from '../../base/result.ts'
import { openLines, type CastDisk } from './line-file.ts'
import { castLine, unfinished, wellFormed } from './asciicast-line.ts'
import { createCoalescer } from '../../terminal/session/coalesce.ts'
import { createWriteQueue, type CastLine } from './write-queue.ts'
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
/** A full disk is tried again this often, and at the end of the recording. */
const RETRY: Ms = 500
/** A longer recording is a flood that somebody started by mistake. */
const RECORD_LIMIT = 50 * 1024 * 1024

/**
 * Writes asciicast v3 (docs.asciinema.org/manual/asciicast/v3), a line at a time, each complete
 * before the next: a killed server loses nothing that `written` has counted. Throws when the file
 * cannot be created; after that the demo goes on whatever the disk does.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { file, size, clock, complain, limit = RECORD_LIMIT } = options
  const partial = `${file}.partial`
  const lines = openLines(partial, options.disk)
  const header = {
    version: 3,
    term: { cols: size.cols, rows: size.rows, type: 'xterm-256color' },
    timestamp: options.timestamp,
    title: options.title,
  }
  lines.append(Buffer.from(`${JSON.stringify(header)}\n`))
  const queue = createWriteQueue(options.queueLimit)
  let from = options.from
  /** Output that is not a line yet, and when its first byte came. */
  let pending = new Uint8Array(LINE_LIMIT)
  let used = 0
  let since: Ms | undefined
  let recorded = 0
  let written = 0
  // Absolute times are rounded and then subtracted: rounding each interval would drift.
  let last: Ms = 0
  let latest: Ms = 0
  let whole = true
  let blocked = false
  let closed = false
  let stopRetry: Stop = () => {}
  let stopSync: Stop | undefined

  function lose(why: string): void {
    if (whole) complain(`${file}: ${why}`)
    whole = false
  }
  function put(line: CastLine): void {
    if (!queue.push(line)) lose('the disk stayed full; the recording has a gap')
  }
  /** Writes what waits, as far as the disk takes it. */
  function drain(): void {
    const before = written
    try {
      for (let line = queue.first(); line; line = queue.first()) {
        lines.append(castLine((line.at - last) / 1000, line.code, line.data))
        last = line.at
        queue.shift()
        written += 1
      }
      if (blocked) complain(`${file}: the disk takes the recording again`)
      blocked = false
    } catch (error) {
      if (!blocked) complain(`${file}: the recording waits for the disk: ${reason(error)}`)
      blocked = true
      if (!closed) stopRetry = clock.wake(clock.now() + RETRY, drain)
    }
    if (written > before) syncSoon()
  }
  function syncSoon(): void {
    if (!closed) stopSync ??= clock.wake(clock.now() + SYNC_EVERY, sync)
  }
  function sync(): void {
    // Includes output younger than a frame, which would be too old by the next sync.
    flush()
    stopSync?.()
    stopSync = undefined
    lines.sync((error) => {
      // The system reports this once: the next sync succeeds although the data is lost.
      if (error && !closed) lose(`the disk may have lost a part of it: ${reason(error)}`)
    })
  }
  /** A code point that is cut between two pieces is recorded when its rest has come. */
  function gather(whole: number): void {
    if (whole > 0)
      put({ at: since ?? latest, code: 'o', data: wellFormed(pending.subarray(0, whole)) })
    pending.copyWithin(0, whole, used)
    used -= whole
    since = undefined
  }
  function flush(): void {
    gather(used - unfinished(pending.subarray(0, used)))
    // While the disk is full only the retry writes, because a try for each event would cost time.
    if (!blocked) drain()
  }
  const coalescer = createCoalescer({ clock, window: WINDOW, limit: LINE_LIMIT, flush })

  function output(at: Ms, data: Uint8Array): void {
    recorded += data.length
    if (recorded > limit) {
      if (recorded - data.length <= limit) {
        flush()
        put({ at, code: 'm', data: `the recording ends here: more than ${limit} bytes` })
        lose('there is more output than a take may hold; the rest is not recorded')
        flush()
      }
      return
    }
    since ??= at
    if (used + data.length > pending.length) {
      const grown = new Uint8Array(used + data.length)
      grown.set(pending.subarray(0, used))
      pending = grown
    }
    pending.set(data, used)
    used += data.length
    // Counted from the output and not from the write, because a power cut may cost that much output.
    syncSoon()
    coalescer.add(data.length)
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
      if (event.type === 'marker') sync()
    },
    written: () => written,
    flush,
    close() {
      if (closed) return whole
      coalescer.stop()
      stopRetry()
      closed = true
      blocked = false
      // The rest of a code point that was cut does not come any more.
      gather(used)
      drain()
      stopSync?.()
      if (queue.first()) lose('the disk is full; the end of the recording is missing')
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
