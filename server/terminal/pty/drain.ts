import { randomInt } from 'node:crypto'
import { writeSync } from 'node:fs'
import type { Stop } from '../../../core/base/event.ts'
import { createSentinel } from './sentinel.ts'

/** After this many ms without output the sentinel is not expected any more. */
const SILENCE = 500
/** Reading ends after this many ms, however much a process in the background goes on writing. */
const LONGEST = 5_000
/** Wait in ms before the next try to write the sentinel into a terminal that is full. */
const RETRY = 5

export interface Drain {
  /** Takes what was read after the child's end. */
  push(data: Uint8Array): void
  /** Nothing more will be read: passes on what was held back, and calls `done`. */
  readonly stop: Stop
}

/**
 * Reads a terminal whose child has ended until its true end: writes a sentinel into the slave side,
 * which we hold open, and passes everything on until the sentinel comes out. `done` is called once.
 */
export function createDrain(
  slave: number,
  pass: (bytes: Uint8Array) => void,
  done: () => void,
  secret: string = digits(),
): Drain {
  const sentinel = createSentinel(secret)
  let unsent: Uint8Array = sentinel.bytes
  let over = false
  let retry: NodeJS.Timeout | undefined

  const stop = () => {
    if (over) return
    over = true
    for (const timer of [retry, silence, longest]) clearTimeout(timer)
    const rest = sentinel.rest()
    if (rest.length > 0) pass(rest)
    done()
  }
  let reads = 0
  // This process may have been the silent one, on a busy machine: timers are called before what has
  // arrived meanwhile is read. So it counts only if nothing is read in this turn either.
  const silence = setTimeout(() => {
    const before = reads
    setImmediate(() => {
      if (reads === before) stop()
    })
  }, SILENCE)
  const longest = setTimeout(stop, LONGEST)
  const send = () => {
    try {
      unsent = unsent.subarray(writeSync(slave, unsent))
    } catch (error) {
      // Anything but a full terminal (macOS revokes it when the session's leader ends) means that
      // no sentinel can be written: then the end of the stream, or silence, is the end.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
    if (unsent.length > 0) retry = setTimeout(send, RETRY)
  }
  send()

  return {
    push(data) {
      if (over) return
      reads++
      silence.refresh()
      const { before, found } = sentinel.push(data)
      if (before.length > 0) pass(before)
      if (found) stop()
    },
    stop,
  }
}

/**
 * Random digits for the sentinel. They are secret, because output that contained the sentinel would
 * end the reading early.
 */
function digits(): string {
  return Array.from({ length: 4 }, () => String(randomInt(1e9)).padStart(9, '0')).join('')
}
