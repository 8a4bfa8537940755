import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import { digest, same, type Entropy } from '../base/secret.ts'

/** Wrong PINs before nobody is let in for a while. */
export const TRIES = 5
/** After the first wrong PIN; twice as long after each further one. Nobody types six digits faster. */
export const PAUSE: Ms = 1_000
/** After `TRIES` of them; twice as long each time, up to the longest. */
export const LOCK: Ms = 60_000
/** With this, some fifty guesses fit into a talk of two hours: a chance of 1 in 20,000 to find the PIN. */
export const LONGEST: Ms = 16 * 60_000

export type Guess =
  | { readonly ok: true }
  /** `left`: how many more wrong ones until `locked`. */
  | { readonly ok: false; readonly why: 'wrong'; readonly left: number }
  /** The guess was not compared, because it came too early. */
  | { readonly ok: false; readonly why: 'early' | 'locked'; readonly wait: Ms }

/** The PIN that a phone has to send once. A phone that is paired needs it no more. */
export interface Pin {
  /** Six digits. */
  current(): string
  /** Makes a new PIN, which can be tried at once: only somebody at this machine can ask for it. */
  renew(): void
  /** Judges a PIN from the network. Wrong ones slow down all addresses together, because an attacker can have many. */
  guess(pin: string): Guess
}

export function createPin(clock: Clock, entropy: Entropy): Pin {
  let pin = draw(entropy)
  let wrong = 0
  let locks = 0
  /** Until when no guess is compared, and why. */
  let until = -Infinity
  let why: 'early' | 'locked' = 'early'

  return {
    current: () => pin,
    renew() {
      pin = draw(entropy)
      wrong = 0
      locks = 0
      until = -Infinity
    },
    guess(text) {
      const now = clock.now()
      if (now < until) return { ok: false, why, wait: until - now }
      if (same(digest(pin), digest(text))) {
        wrong = 0
        return { ok: true }
      }
      wrong += 1
      why = wrong < TRIES ? 'early' : 'locked'
      if (why === 'early') {
        until = now + PAUSE * 2 ** (wrong - 1)
        return { ok: false, why: 'wrong', left: TRIES - wrong }
      }
      const wait = Math.min(LONGEST, LOCK * 2 ** locks)
      locks += 1
      wrong = 0
      until = now + wait
      return { ok: false, why: 'locked', wait }
    },
  }
}

/** All PINs are equally likely: numbers past the last whole million are drawn again. */
function draw(entropy: Entropy): string {
  const million = 1_000_000
  for (;;) {
    const number = Buffer.from(entropy(4)).readUInt32BE()
    if (number < Math.floor(2 ** 32 / million) * million)
      return String(number % million).padStart(6, '0')
  }
}
