import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { encodeChunk } from '../../../core/recording/bundle-codec.ts'
import type { Chunk } from '../../../core/recording/take.ts'

/** Numbers the chunks of a take while it is read, and compresses them outside the main thread. */
export interface ChunkStore {
  readonly seal: (chunk: Chunk) => number
  /** Resolves when few enough chunks wait for compression, so that reading does not run ahead of it. */
  readonly room: () => Promise<void>
  /** All of them, by their number. */
  all(): Promise<readonly Uint8Array[]>
}

/** This many chunks may wait, some 250 KB each. */
const WAITING = 4

/**
 * gzip, because every browser decompresses it without code of ours; its default level makes terminal
 * output five to ten times smaller.
 */
const compress = promisify(gzip)

export function createChunkStore(): ChunkStore {
  const packed: Promise<Uint8Array>[] = []
  return {
    seal(chunk) {
      const made = compress(JSON.stringify(encodeChunk(chunk)))
      // `all` rejects with the error; until it is called, the rejection must not end the process.
      made.catch(() => {})
      return packed.push(made) - 1
    },
    room: async () => void (await packed.at(-WAITING)),
    all: () => Promise.all(packed),
  }
}
