import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { encodeChunk } from '../../../core/recording/bundle-codec.ts'
import type { Chunk } from '../../../core/recording/take.ts'

/** Where chunks are put away while a take is read: numbered, and compressed beside the main thread. */
export interface ChunkStore {
  readonly seal: (chunk: Chunk) => number
  /** Resolves when few enough wait to be compressed: reading must not run ahead of that. */
  readonly room: () => Promise<void>
  /** All of them, by their number. */
  all(): Promise<readonly Uint8Array[]>
}

/** Chunks that wait at once, some 250 KB each. */
const WAITING = 4

/**
 * gzip, because it is what every browser can undo without a decoder of ours; its default level packs
 * terminal output five- to tenfold.
 */
const compress = promisify(gzip)

export function createChunkStore(): ChunkStore {
  const packed: Promise<Uint8Array>[] = []
  return {
    seal(chunk) {
      const made = compress(JSON.stringify(encodeChunk(chunk)))
      // Whoever asks for all of them hears of it; until then it must not end the process.
      made.catch(() => {})
      return packed.push(made) - 1
    },
    room: async () => void (await packed.at(-WAITING)),
    all: () => Promise.all(packed),
  }
}
