import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

/**
 * A string that never reaches a log by accident: whatever prints, inspects or serialises it gets
 * `[redacted]`. The value comes out of `reveal` alone, which is easy to search for.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[redacted]'
  }

  toJSON(): string {
    return '[redacted]'
  }

  [inspect.custom](): string {
    return '[redacted]'
  }
}

/** Chance that nobody can guess, as an argument: `size` bytes. */
export type Entropy = (size: number) => Uint8Array

/** The operating system's generator. */
export const systemEntropy: Entropy = (size) => randomBytes(size)

/** SHA-256: secrets are kept and compared as digests, all of one length. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Takes the same time wherever the two differ. */
export function same(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b)
}
