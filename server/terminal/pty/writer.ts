import { writeSync } from 'node:fs'
import type { Stop } from '../../../core/base/event.ts'

export interface Writer {
  /** True if the data was taken: written now, or queued in order until there is room. */
  write(data: string | Uint8Array): boolean
  readonly stop: Stop
}

/** Bytes that may wait for a child that does not read; nobody types or pastes more. */
const BOUND = 1024 * 1024
/** Milliseconds. The kernel takes 4 KB at a time; trying more often would only use up a core. */
const RETRY = 4

/**
 * Writes to a non-blocking descriptor at once when it can: a keystroke costs one system call and no
 * turn of the event loop. When the terminal is full the rest waits, in order.
 */
export function createWriter(fd: number, attempt: typeof writeSync = writeSync): Writer {
  let queue: Uint8Array[] = []
  let queued = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const flush = () => {
    timer = undefined
    for (let head = queue[0]; head; head = queue[0]) {
      let written: number
      try {
        written = attempt(fd, head)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'EAGAIN') break
        // The child is gone (EIO): its end is reported elsewhere, and nobody is left to read this.
        queue = []
        queued = 0
        return
      }
      queued -= written
      if (written < head.length) queue[0] = head.subarray(written)
      else queue.shift()
    }
    if (queue.length > 0) timer = setTimeout(flush, RETRY)
  }

  return {
    write(data) {
      if (stopped) return true
      const bytes = typeof data === 'string' ? Buffer.from(data) : data
      if (queued + bytes.length > BOUND) return false
      if (bytes.length === 0) return true
      queue.push(bytes)
      queued += bytes.length
      if (timer === undefined) flush()
      return true
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      queue = []
    },
  }
}
