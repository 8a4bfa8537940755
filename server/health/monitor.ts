import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import { examineAgain, examineDeck } from './examine-deck.ts'
import { reason } from '../base/result.ts'
import type { HealthOptions } from './deck-demos.ts'
import type { Look } from './findings.ts'

/** Knows how the decks of this machine are. */
export interface HealthMonitor {
  /** Looks now; whoever asks while it looks gets the same answer. Null: there is no such deck. */
  check(deck: string): Promise<DeckHealth | null>
  /** What may run here is another: nothing that was found before counts, nor a look underway. */
  forget(): void
  /** What was found last, of each deck that was looked at. */
  known(): readonly DeckHealth[]
  /** Hears of each deck that is found to be otherwise than before. */
  onHealth(hear: (health: DeckHealth) => void): Stop
  /**
   * Looks again and again at the deck that is on stage, if any, from one interval after now, and
   * sooner after news. Not while a step runs (`busy`): nobody's `ps` is to show our probes.
   */
  watch(stage: () => { readonly deck: string | null; readonly busy: boolean }): Stop
}

/** A dead engine is known well before its slide is on, and a laptop does not feel it. */
export const INTERVAL: Ms = 30_000
/**
 * What has just changed may change back: until it is believed, steps are replayed that could be live.
 * Each look without news waits twice as long, up to the interval.
 */
export const SOON: Ms = 4_000
/** A step that runs has its say first. */
const LATER: Ms = 2_000

export function createHealthMonitor(options: HealthOptions): HealthMonitor {
  const { clock } = options
  const looks = new Map<string, Look>()
  const underway = new Map<string, Promise<Look | null>>()
  const hearers = new Set<(health: DeckHealth) => void>()
  let age = 0

  function look(deck: string, how: () => Promise<Look | null>): Promise<Look | null> {
    const one = underway.get(deck)
    if (one) return one
    const begun = age
    const looking = how()
      .then((found) => {
        if (found && begun === age) keep(found)
        return found
      })
      .catch((error: unknown) => {
        // The talk goes on, and does not know how its demos are.
        options.complain(`bug: ${reason(error)}`)
        return null
      })
      .finally(() => {
        if (begun === age) underway.delete(deck)
      })
    underway.set(deck, looking)
    return looking
  }
  function keep(found: Look): void {
    const before = looks.get(found.health.deck)
    looks.set(found.health.deck, found)
    if (before === undefined || isOther(before.health, found.health))
      hearers.forEach((hear) => hear(found.health))
  }
  const check = (deck: string) => look(deck, () => examineDeck(deck, options))

  return {
    check: async (deck) => (await check(deck))?.health ?? null,
    forget() {
      age++
      looks.clear()
      underway.clear()
    },
    known: () => [...looks.values()].map(({ health }) => health),
    onHealth(hear) {
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
    watch(stage) {
      let over = false
      let wait = INTERVAL
      let stop = later(clock, wait, turn)
      async function turn(): Promise<void> {
        const { deck, busy } = stage()
        if (deck !== null && !busy) {
          const before = looks.get(deck)
          await look(deck, () =>
            before ? examineAgain(before, options) : examineDeck(deck, options),
          )
          const now = looks.get(deck)
          const news = before && now && isOther(before.health, now.health)
          wait = news ? SOON : Math.min(INTERVAL, 2 * wait)
        }
        if (!over) stop = later(clock, busy ? LATER : wait, turn)
      }
      return () => {
        over = true
        stop()
      }
    },
  }
}

function later(clock: Clock, ms: Ms, run: () => Promise<void>): Stop {
  return clock.wake(clock.now() + ms, () => void run())
}

/** The time at which it was looked at is no news. */
function isOther(one: DeckHealth, other: DeckHealth): boolean {
  return JSON.stringify({ ...one, checked: '' }) !== JSON.stringify({ ...other, checked: '' })
}
