import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import { reason } from '../../base/result.ts'
import { castLine } from './asciicast-writer.ts'
import type { LineFile } from './line-file.ts'
import { createWriteQueue, type CastLine } from './write-queue.ts'

export interface RetryingWriterOptions {
  readonly lines: Pick<LineFile, 'append'>
  readonly clock: Clock
  /** Bytes kept for a disk that is full. */
  readonly queueLimit: number | undefined
  /** The disk is full, or takes lines again: one sentence for people. */
  readonly complain: (what: string) => void
  /** A line is lost for good. */
  readonly lose: (why: string) => void
  /** At least one more line is in the file. */
  readonly wrote: () => void
}

/** Writes lines as far as the disk takes them. What it does not take waits and is tried again. */
export interface RetryingWriter {
  /** Adds a line to those that wait. */
  put(line: CastLine): void
  /** Writes what waits. While the disk is full only the retry does: a try for each event costs time. */
  write(): void
  /** How many lines are in the file. */
  written(): number
  /** Writes what waits for the last time. False: the disk did not take all of it. */
  end(): boolean
}

/** A full disk is tried again this often, and at the end of the recording. */
const RETRY: Ms = 500

export function createRetryingWriter(options: RetryingWriterOptions): RetryingWriter {
  const { lines, clock, complain, lose, wrote } = options
  const queue = createWriteQueue(options.queueLimit)
  // Absolute times are rounded and then subtracted: rounding each interval would drift.
  let last: Ms = 0
  let written = 0
  let blocked = false
  let ended = false
  let stopRetry: Stop = () => {}

  function drain(): void {
    const before = written
    try {
      for (let line = queue.first(); line; line = queue.first()) {
        lines.append(castLine((line.at - last) / 1000, line.code, line.data))
        last = line.at
        queue.shift()
        written += 1
      }
      if (blocked) complain('the disk takes the recording again')
      blocked = false
    } catch (error) {
      if (!blocked) complain(`the recording waits for the disk: ${reason(error)}`)
      blocked = true
      if (!ended) stopRetry = clock.wake(clock.now() + RETRY, drain)
    }
    if (written > before) wrote()
  }

  return {
    put(line) {
      if (!queue.push(line)) lose('the disk stayed full; the recording has a gap')
    },
    write() {
      if (!blocked) drain()
    },
    written: () => written,
    end() {
      stopRetry()
      ended = true
      blocked = false
      drain()
      return queue.first() === undefined
    },
  }
}
