/** Bytes of a session's newest output, addressed by their offset since its start. */
export interface Log {
  /** The offset of the oldest byte still held. */
  start(): number
  /** The offset of the next byte to come. */
  end(): number
  append(bytes: Uint8Array): void
  /**
   * What follows `from`, at most about one block; empty at the end, undefined where the log does
   * not reach. It ends where some appended piece ended: as every piece is whole (between two
   * sequences and between two characters), so is every read that began at the end of another.
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

/** Append-only: a piece that was read is never written to again, so readers need no copy. */
export function createLog(limit: number = RING): Log {
  const blocks: Block[] = []
  let end = 0
  const start = () => blocks[0]?.offset ?? end

  return {
    start,
    end: () => end,
    append(bytes) {
      if (bytes.length === 0) return
      let last = blocks.at(-1)
      if (!last || last.length + bytes.length > last.bytes.length) {
        last = { offset: end, bytes: new Uint8Array(Math.max(BLOCK, bytes.length)), length: 0 }
        blocks.push(last)
      }
      last.bytes.set(bytes, last.length)
      last.length += bytes.length
      end += bytes.length
      // The newest block stays, whatever the limit: a reader at the end has not missed it.
      while (blocks.length > 1 && end - start() > limit) blocks.shift()
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
