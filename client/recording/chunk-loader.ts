import type { ChunkJson, TakeJson } from '../../core/recording/bundle.ts'
import { decodeChunk } from '../../core/recording/bundle-codec.ts'
import type { Clock } from '../../core/base/clock.ts'
import type { StepId } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Chunk } from '../../core/recording/take.ts'

/** The packed chunk with this address, from wherever this page has its chunks. */
export type FetchChunk = (address: string) => Promise<ArrayBuffer>

/** The chunks of one demo. */
export interface Chunks {
  /** Without a promise if it is among those that were unpacked last. */
  readonly get: (number: number) => Chunk | Promise<Chunk>
  /**
   * Resolves when all chunks of a step are in this page, packed, or cannot be had. Null where all are here
   * already. From then on the step plays whatever becomes of the server.
   */
  readonly ahead: (step: StepId) => Promise<void> | null
}

/** How many unpacked chunks are kept: the one before, this one, the next, and one that was sought. */
const UNPACKED = 4

/**
 * Packed bytes that are kept of one demo, outside of JavaScript's heap. The largest cast that is read
 * packs into less. Above it, the chunk that was used longest ago is dropped, and fetched again if needed.
 */
const PACKED = 64 * 1024 * 1024

/** Chunks that are fetched ahead at the same time: one that is needed now must not wait behind many. */
const AT_ONCE = 4

/** How long after a seek hardly anything is fetched ahead, because another seek is likely. */
const REST: Ms = 250

export function createChunks(take: TakeJson | null, fetchChunk: FetchChunk, clock: Clock): Chunks {
  const base = take?.chunks ?? ''
  const packed = new Map<number, ArrayBuffer>()
  const unpacked = new Map<number, Chunk | Promise<Chunk>>()
  const coming = new Map<number, Promise<ArrayBuffer>>()
  let size = 0
  let restless = -Infinity

  function bytes(number: number): Promise<ArrayBuffer> {
    const known = packed.get(number)
    if (known) {
      packed.delete(number)
      packed.set(number, known)
      return Promise.resolve(known)
    }
    const before = coming.get(number)
    if (before) return before
    const fetched = fetchChunk(`${base}${number}`).then((data) => {
      packed.set(number, data)
      size += data.byteLength
      for (const [oldest, old] of packed) {
        if (size <= PACKED || oldest === number) break
        packed.delete(oldest)
        size -= old.byteLength
      }
      return data
    })
    coming.set(number, fetched)
    const over = () => void coming.delete(number)
    fetched.then(over, over)
    return fetched
  }

  async function aheadOf(numbers: readonly number[]): Promise<void> {
    const left = [...numbers]
    const worker = async () => {
      for (let one = left.shift(); one !== undefined && size < PACKED; one = left.shift()) {
        // It rests once for each chunk at most, because a step may be waiting for all of them.
        if (clock.now() < restless) await rest()
        // Whoever needs a chunk that failed asks again, and is told then.
        await bytes(one).catch(() => {})
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }

  const rest = () => new Promise<void>((wake) => clock.wake(restless, wake))

  return {
    get(number) {
      const known = unpacked.get(number)
      if (known) {
        unpacked.delete(number)
        unpacked.set(number, known)
        return known
      }
      // The chunk after one that is here is for playing on, and no seek.
      if (!unpacked.has(number - 1)) restless = clock.now() + REST
      const made = bytes(number).then(unpack)
      unpacked.set(number, made)
      for (const oldest of unpacked.keys()) {
        if (unpacked.size <= UNPACKED) break
        unpacked.delete(oldest)
      }
      made.then(
        (chunk) => void (unpacked.get(number) === made && unpacked.set(number, chunk)),
        () => void (unpacked.get(number) === made && unpacked.delete(number)),
      )
      return made
    },
    ahead(step) {
      const numbers = Object.values(take?.panes ?? {}).flatMap(({ segments }) =>
        segments.flatMap(({ step: id, long }) =>
          id === step && long ? long.starts.map((_, n) => long.number + n) : [],
        ),
      )
      const missing = numbers.filter((one) => !packed.has(one))
      return missing.length === 0 || size >= PACKED ? null : aheadOf(missing)
    },
  }
}

function unpack(bytes: ArrayBuffer): Promise<Chunk> {
  // The stream of a Blob would go through another process, which takes longer than the unpacking.
  const { writable, readable } = new DecompressionStream('gzip')
  const writer = writable.getWriter()
  // Errors in the bytes reach whoever reads the other end.
  for (const written of [writer.write(new Uint8Array(bytes)), writer.close()])
    written.catch(() => {})
  return new Response(readable).json().then((json) => decodeChunk(json as ChunkJson))
}
