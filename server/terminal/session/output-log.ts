/** The newest output of a session. Its addresses are byte offsets since the session's start. */
export interface Log {
  /** The offset of the oldest byte still held. */
  start(): number
  /** The offset of the next byte to come. */
  end(): number
  /** Keeps a copy, and returns it; it stays valid as long as the result of `read`. */
  append(bytes: Uint8Array): Uint8Array
  /**
   * Returns the bytes from `from` on, at most about one block; empty at the end, undefined if the
   * log no longer has them. A read ends where an appended piece ended. Each piece ends between two
   * sequences and two characters, so a read that begins at the end of another does too. The bytes
   * do not change while the log holds them, at least until this turn ends; copy them to keep them
   * longer.
   */
  read(from: number): Uint8Array | undefined
}

interface Block {
  readonly offset: number
  readonly bytes: Uint8Array
  length: number
}

/**
 * Bytes. The largest frame on the socket, so that one read fills one frame. A larger piece gets a
 * block of its own.
 */
export const BLOCK = 64 * 1024
/**
 * Bytes. A window that was away for a moment has missed less; beyond this, a snapshot is cheaper.
 */
export const RING = 4 * 1024 * 1024

/** An append-only log: bytes that it still holds are never overwritten. */
export function createLog(limit: number = RING): Log {
  const blocks: Block[] = []
  let end = 0
  /**
   * A block to use again: a flood fills one in 2 ms, and allocating new ones would double its cost.
   */
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
      // The newest block stays, whatever the limit, because a reader at the end still needs it.
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
