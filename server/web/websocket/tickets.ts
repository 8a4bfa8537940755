import type { Clock } from '../../../core/base/clock.ts'
import type { Ms } from '../../../core/base/event.ts'
import { Close } from '../../../core/protocol/messages.ts'
import { digest, same, Secret, type Entropy } from '../../base/secret.ts'

/** How long a printed address is valid: a newcomer may read the README before opening it. */
export const TICKET_LIFE: Ms = 10 * 60_000

/** Wrong guesses before refusal, and how long refusal lasts. */
export const FAILURES = 10
export const REFUSAL: Ms = 60_000

/** 256 bits, which no number of guesses at a socket finds; 72 bits to find the entry by. */
const SECRET_BYTES = 32
const ID_BYTES = 9
const ID_LENGTH = 12

export interface Credentials {
  readonly ticket?: string | undefined
  readonly token?: string | undefined
}

export type Admission =
  /** With a `token` when a ticket was exchanged for it. */
  | { readonly ok: true; readonly token?: Secret }
  | { readonly ok: false; readonly code: number; readonly why: string }

export interface Tickets {
  /** A one-time ticket for the address that is printed. */
  issue(): Secret
  /** Exchanges a ticket for a token; a token is only checked. */
  authenticate(credentials: Credentials): Admission
}

interface Entry {
  readonly digest: Buffer
  readonly until: Ms
  readonly brake: Brake
}

/**
 * Tickets and tokens are an id and a secret, in base64url. The id finds the entry; the whole is
 * compared as a digest, in constant time. Wrong guesses are counted for each known id on its own, and
 * together for all unknown ids: another process that keeps guessing must not lock the presenter's own
 * tab out in the middle of a talk.
 */
export function createTickets(clock: Clock, entropy: Entropy): Tickets {
  const tickets = new Map<string, Entry>()
  const tokens = new Map<string, Entry>()
  const strangers = createBrake(clock)

  const make = (entries: Map<string, Entry>, life: Ms): Secret => {
    const id = text(entropy(ID_BYTES))
    const secret = id + text(entropy(SECRET_BYTES))
    entries.set(id, {
      digest: digest(secret),
      until: clock.now() + life,
      brake: createBrake(clock),
    })
    return new Secret(secret)
  }

  const find = (entries: Map<string, Entry>, secret: string): Entry | undefined => {
    const entry = entries.get(idOf(secret))
    return entry && clock.now() < entry.until ? entry : undefined
  }

  const check = (entries: Map<string, Entry>, secret: string): Admission => {
    const entry = find(entries, secret)
    const brake = entry?.brake ?? strangers
    if (brake.on()) return TOO_FAST
    if (entry && same(entry.digest, digest(secret))) return { ok: true }
    brake.failed()
    return UNKNOWN
  }

  return {
    issue() {
      for (const [id, entry] of tickets) if (clock.now() >= entry.until) tickets.delete(id)
      return make(tickets, TICKET_LIFE)
    },
    authenticate({ ticket, token }) {
      // A reload sends its token, and the ticket too while it is still in the address.
      const known = token === undefined ? UNKNOWN : check(tokens, token)
      if (known.ok || ticket === undefined) return known
      const admitted = check(tickets, ticket)
      if (!admitted.ok) return admitted
      tickets.delete(idOf(ticket))
      return { ok: true, token: make(tokens, Infinity) }
    },
  }
}

const TOO_FAST: Admission = {
  ok: false,
  code: Close.Unauthorised,
  why: 'Too many wrong tickets; wait a minute.',
}
const UNKNOWN: Admission = {
  ok: false,
  code: Close.Unauthorised,
  why: 'This address has been used or has expired; print a fresh one.',
}

interface Brake {
  on(): boolean
  failed(): void
}

function createBrake(clock: Clock): Brake {
  let failures = 0
  let until = -Infinity
  return {
    on: () => clock.now() < until,
    failed() {
      failures += 1
      if (failures < FAILURES) return
      failures = 0
      until = clock.now() + REFUSAL
    },
  }
}

const idOf = (secret: string) => secret.slice(0, ID_LENGTH)

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
