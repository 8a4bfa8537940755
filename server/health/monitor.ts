import type { Clock } from '../../core/base/clock.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import { examineAgain, examineDeck } from './examine-deck.ts'
import { reason } from '../base/result.ts'
import type { HealthOptions } from './deck-demos.ts'
import type { Look } from './findings.ts'

/** Keeps what was found when the decks were examined: what works on this machine and what does not. */
export interface HealthMonitor {
  /** Examines a deck now. Calls during an examination share its result. Null: there is no such deck. */
  check(deck: string): Promise<DeckHealth | null>
  /** Drops all results, also those of examinations underway: call it when what may run has changed. */
  forget(): void
  /** The last result of each deck that was examined. */
  known(): readonly DeckHealth[]
  /** Hears each result that differs from the one before. */
  onHealth(hear: (health: DeckHealth) => void): Stop
  /**
   * Examines the deck on stage, if any, again and again: first one interval from now, sooner after a
   * change. It waits while a step runs (`busy`), because a step that lists processes would show our
   * probes.
   */
  watch(stage: () => { readonly deck: string | null; readonly busy: boolean }): Stop
}

/** Short enough to notice a dead engine before its slide comes, long enough not to load a laptop. */
export const INTERVAL: Ms = 30_000
/**
 * After a change. It may soon change back, and until that is noticed, steps are replayed that could run
 * live. The wait doubles with each examination that finds no change, up to the interval.
 */
export const SOON: Ms = 4_000
/** How soon to look whether the step that runs has ended. */
const LATER: Ms = 2_000

export function createHealthMonitor(options: HealthOptions): HealthMonitor {
  const { clock } = options
  const looks = new Map<string, Look>()
  const underway = new Map<string, Promise<Look | null>>()
  const changes = createEmitter<[health: DeckHealth]>()
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
        // The talk goes on, without knowing how its demos are.
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
    if (before === undefined || isOther(before.health, found.health)) changes.emit(found.health)
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
    onHealth: changes.on,
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

/** Whether something changed besides the time of the examination. */
function isOther(one: DeckHealth, other: DeckHealth): boolean {
  return JSON.stringify({ ...one, checked: '' }) !== JSON.stringify({ ...other, checked: '' })
}
