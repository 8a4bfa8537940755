import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import { digest, same, Secret, type Entropy } from '../base/secret.ts'

/** The presenter's phone, a helper's, and a spare. A fourth is likely a stranger's. */
export const PHONE_LIMIT = 3

/** 256 bits, which no number of guesses finds; the id finds the entry. */
const SECRET_BYTES = 32
const ID_BYTES = 9
const ID_LENGTH = 12

/** A phone that has shown the PIN. */
export interface Paired {
  /** From 1, and the name under which the presenter's terminal shows it. */
  readonly number: number
  /** The IP address from which it connected last. */
  address: string
}

export interface PairedPhones<Line> {
  /** Lets a phone in. Null: all places are taken by phones that are connected. */
  pair(address: string): { readonly paired: Paired; readonly token: Secret } | null
  find(token: string): Paired | null
  /** Notes the phone's connection. Returns the one it had before, which the caller has to close. */
  connect(paired: Paired, line: Line): Line | undefined
  /** Forgets the connection. False, and nothing happens, if the phone has a newer one. */
  disconnect(paired: Paired, line: Line): boolean
  /** Makes every token invalid. Returns the connections, which the caller has to close. */
  forget(): Line[]
  lines(): { readonly paired: Paired; readonly line: Line }[]
}

interface Entry<Line> {
  readonly digest: Buffer
  readonly paired: Paired
  line: Line | undefined
  /** When its connection ended. */
  left: Ms
}

/** The phones that were let in, in this life of the server. `Line`: how one of them is reached. */
export function createPairedPhones<Line>(clock: Clock, entropy: Entropy): PairedPhones<Line> {
  const entries = new Map<string, Entry<Line>>()
  const entryOf = (paired: Paired) => [...entries.values()].find((one) => one.paired === paired)

  /** A free place, else that of the phone that has been disconnected longest; null if none is. */
  function place(): number | null {
    const taken = [...entries.values()]
    for (let number = 1; number <= PHONE_LIMIT; number++)
      if (!taken.some(({ paired }) => paired.number === number)) return number
    const [away] = [...entries]
      .filter(([, { line }]) => !line)
      .sort(([, a], [, b]) => a.left - b.left)
    if (!away) return null
    entries.delete(away[0])
    return away[1].paired.number
  }

  return {
    pair(address) {
      const number = place()
      if (number === null) return null
      const id = text(entropy(ID_BYTES))
      const secret = id + text(entropy(SECRET_BYTES))
      const paired = { number, address }
      const entry = { digest: digest(secret), paired, line: undefined, left: clock.now() }
      entries.set(id, entry)
      return { paired, token: new Secret(secret) }
    },
    find(token) {
      const entry = entries.get(token.slice(0, ID_LENGTH))
      return entry && same(entry.digest, digest(token)) ? entry.paired : null
    },
    connect(paired, line) {
      const entry = entryOf(paired)
      const before = entry?.line
      if (entry) entry.line = line
      return before
    },
    disconnect(paired, line) {
      const entry = entryOf(paired)
      if (entry?.line !== line) return false
      entry.line = undefined
      entry.left = clock.now()
      return true
    },
    forget() {
      const lines = [...entries.values()].flatMap(({ line }) => (line ? [line] : []))
      entries.clear()
      return lines
    },
    lines: () =>
      [...entries.values()].flatMap(({ paired, line }) => (line ? [{ paired, line }] : [])),
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
