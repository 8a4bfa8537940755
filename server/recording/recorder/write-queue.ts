import type { Ms } from '../../../core/base/event.ts'

/** One event of a cast, before it is a line. */
export interface CastLine {
  readonly at: Ms
  readonly code: 'o' | 'i' | 'r' | 'm' | 'x'
  /** Output is UTF-8 bytes. */
  readonly data: string | Uint8Array
}

/** Bytes that may wait for a full disk: half an hour of a busy demo. */
export const QUEUE_LIMIT = 64 * 1024 * 1024

export interface WriteQueue {
  /** False when the line is lost because too much waits already. */
  push(line: CastLine): boolean
  /** The line to write next; in the place of lost lines, a marker that says so. */
  first(): CastLine | undefined
  shift(): void
}

/** A bounded queue that leaves a marker where it lost lines. */
export function createWriteQueue(limit: number = QUEUE_LIMIT): WriteQueue {
  let lines: CastLine[] = []
  let head = 0
  let waiting = 0
  let gap: { from: Ms; to: Ms; lost: number } | undefined
  const sizeOf = (line: CastLine) => line.data.length + 32

  return {
    push(line) {
      // What comes after a gap waits until the gap itself is written.
      if (gap || waiting + sizeOf(line) > limit) {
        gap ??= { from: line.at, to: line.at, lost: 0 }
        gap.to = line.at
        gap.lost += line.data.length
        return false
      }
      lines.push(line)
      waiting += sizeOf(line)
      return true
    },
    first() {
      const line = lines[head]
      if (line || !gap) return line
      const seconds = ((gap.to - gap.from) / 1000).toFixed(1)
      return {
        at: gap.to,
        code: 'm',
        data: `gap: the disk was full; ${gap.lost} bytes in ${seconds} s are missing`,
      }
    },
    shift() {
      const line = lines[head]
      if (!line) {
        gap = undefined
        return
      }
      waiting -= sizeOf(line)
      head += 1
      if (head === lines.length) {
        lines = []
        head = 0
      }
    },
  }
}
