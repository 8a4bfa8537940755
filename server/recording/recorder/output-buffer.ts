import type { Ms } from '../../../core/base/event.ts'
import { unfinished, wellFormed } from './asciicast-writer.ts'
import type { CastLine } from './write-queue.ts'

/** Output that is not a line of the cast yet. */
export interface OutputBuffer {
  add(at: Ms, data: Uint8Array): void
  /**
   * Takes what is complete as one line, which has the time of its first byte, or `at` if that is not
   * known. A code point that is cut between two pieces stays until its rest has come. Null: nothing is
   * complete.
   */
  take(at: Ms): CastLine | null
  /** Takes everything: the rest of a code point that was cut does not come any more. */
  takeAll(at: Ms): CastLine | null
}

/** `room`: how many bytes it holds before it grows. */
export function createOutputBuffer(room: number): OutputBuffer {
  let bytes = new Uint8Array(room)
  let used = 0
  /** When the first byte since the last line came. */
  let since: Ms | undefined

  function cut(length: number, at: Ms): CastLine | null {
    const first = since ?? at
    since = undefined
    if (length === 0) return null
    const data = wellFormed(bytes.subarray(0, length))
    bytes.copyWithin(0, length, used)
    used -= length
    return { at: first, code: 'o', data }
  }

  return {
    add(at, data) {
      since ??= at
      if (used + data.length > bytes.length) {
        const grown = new Uint8Array(used + data.length)
        grown.set(bytes.subarray(0, used))
        bytes = grown
      }
      bytes.set(data, used)
      used += data.length
    },
    take: (at) => cut(used - unfinished(bytes.subarray(0, used)), at),
    takeAll: (at) => cut(used, at),
  }
}
