import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'

/**
 * A string that never reaches a log by accident: printing, inspecting or serialising it gives
 * `[redacted]`. Only `reveal` gives the value, and that name is easy to search for.
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

/** Gives `size` random bytes that nobody can guess. An argument, so that tests can give their own. */
export type Entropy = (size: number) => Uint8Array

/** The operating system's generator. */
export const systemEntropy: Entropy = (size) => randomBytes(size)

/** SHA-256. Secrets are kept and compared as digests, because these all have one length. */
export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Compares in a time that does not tell where the two differ. Both have the same length. */
export function same(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b)
}
