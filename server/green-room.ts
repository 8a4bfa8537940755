import type { DeckHealth } from '../core/health.ts'
import type { Stop } from '../core/event.ts'

/** Knows how the decks of this machine are. */
export interface GreenRoom {
  /** Looks now; whoever asks while it looks gets the same answer. Null: there is no such deck. */
  check(deck: string): Promise<DeckHealth | null>
  /** What was found last, of each deck that was looked at. */
  known(): readonly DeckHealth[]
  /** Hears of each deck that is found to be otherwise than before. */
  onHealth(hear: (health: DeckHealth) => void): Stop
}
