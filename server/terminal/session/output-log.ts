/** Bytes of a session's newest output, addressed by their offset since its start. */
export interface Log {
  /** The offset of the oldest byte still held. */
  start(): number
  /** The offset of the next byte to come. */
  end(): number
  /** Keeps a copy, which is returned and is as good as what `read` returns. */
  append(bytes: Uint8Array): Uint8Array
  /**
   * What follows `from`, at most about one block; empty at the end, undefined where the log does
   * not reach. It ends where some appended piece ended: as every piece is whole (between two
   * sequences and between two characters), so is every read that began at the end of another. It
   * stays as it is for as long as the log reaches back to it, at least until the turn ends: who
   * keeps it copies it.
   */
  read(from: number): Uint8Array | undefined
}

interface Block {
  readonly offset: number
  readonly bytes: Uint8Array
  length: number
}

/** As large as a frame may be: one read, one frame. A larger piece gets a block of its own. */
export const BLOCK = 64 * 1024
/** What a window that was closed for a moment may have missed; past it, a snapshot is cheaper. */
export const RING = 4 * 1024 * 1024

/** Append-only: what the log still reaches is never written to again. */
export function createLog(limit: number = RING): Log {
  const blocks: Block[] = []
  let end = 0
  /** A flood fills a block in 2 ms, and a fresh one for each is collected at twice the price. */
  let spare: Uint8Array | undefined
  const start = () => blocks[0]?.offset ?? end
  const room = (length: number): Uint8Array => {
    const old = spare
    spare = undefined
    return old?.length === BLOCK && length <= BLOCK ? old : new Uint8Array(Math.max(BLOCK, length))
  }

  return {
    start,
    end: () => end,
    append(bytes) {
      if (bytes.length === 0) return bytes
      let last = blocks.at(-1)
      if (!last || last.length + bytes.length > last.bytes.length) {
        last = { offset: end, bytes: room(bytes.length), length: 0 }
        blocks.push(last)
      }
      last.bytes.set(bytes, last.length)
      const kept = last.bytes.subarray(last.length, (last.length += bytes.length))
      end += bytes.length
      // The newest block stays, whatever the limit: a reader at the end has not missed it.
      while (blocks.length > 1 && end - start() > limit) spare = blocks.shift()?.bytes
      return kept
    },
    read(from) {
      if (from === end) return new Uint8Array(0)
      // Readers are nearly always near the end.
      const block = blocks.findLast((one) => one.offset <= from)
      if (!block || from > end || !Number.isInteger(from)) return undefined
      return block.bytes.subarray(from - block.offset, block.length)
    },
  }
}
