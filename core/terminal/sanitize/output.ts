/** Collects the output of one push, so that the sink gets as few pieces as possible. */
export interface Output {
  /** Adds the bytes `from` to `to` of `data`. They are not copied unless more is added. */
  run(data: Uint8Array, from: number, to: number): void
  text(ascii: string): void
  raw(bytes: Uint8Array, length: number): void
  /** Gives the sink everything since the last flush. */
  flush(): void
}

export function createOutput(give: (bytes: Uint8Array) => void): Output {
  let single: Uint8Array | null = null
  let buffer = new Uint8Array(0)
  let used = 0

  const room = (more: number) => {
    if (used + more <= buffer.length) return
    const grown = new Uint8Array(Math.max(1024, 2 * (used + more)))
    grown.set(buffer.subarray(0, used))
    buffer = grown
  }
  const add = (bytes: Uint8Array) => {
    room(bytes.length)
    buffer.set(bytes, used)
    used += bytes.length
  }
  /** Copies the single piece into the buffer, because more output follows. */
  const join = () => {
    if (single) add(single)
    single = null
  }

  return {
    run(data, from, to) {
      if (from === to) return
      const piece = data.subarray(from, to)
      if (used === 0 && single === null) single = piece
      else {
        join()
        add(piece)
      }
    },
    text(ascii) {
      join()
      room(ascii.length)
      for (let i = 0; i < ascii.length; i++) buffer[used++] = ascii.charCodeAt(i)
    },
    raw(bytes, length) {
      join()
      add(bytes.subarray(0, length))
    },
    flush() {
      const bytes = single ?? buffer.subarray(0, used)
      single = null
      // The sink may keep the buffer, so it is not used again.
      if (used > 0) buffer = new Uint8Array(0)
      used = 0
      if (bytes.length > 0) give(bytes)
    },
  }
}
