import type { Clock } from '../../core/base/clock.ts'
import type { Next } from '../../core/protocol/position.ts'
import { GUARD } from '../../core/runner/runner.ts'
import type { Stage } from '../stage/stage.ts'
import type { RevealDeck } from './reveal.ts'

/** What *next* and *back* do: a step of the stage on the slide, or a move of the deck. */
export interface Stepping {
  readonly next: () => void
  readonly back: () => void
  /** What *next* would do now. */
  readonly coming: () => Next
  /** Whether a press on this stage now would be the bounce of the press before. */
  readonly bounces: () => boolean
}

export function createStepping(
  deck: RevealDeck,
  current: () => Stage | undefined,
  clock: Clock,
): Stepping {
  /** When *next* last did something. */
  let pressed = -Infinity
  const bounces = () => current() !== undefined && clock.now() - pressed < GUARD
  return {
    bounces,
    coming() {
      if (deck.overview) return { kind: 'slide' }
      return current()?.coming ?? { kind: deck.coming }
    },
    next() {
      if (deck.overview) return deck.move('right')
      // The second press of a bouncing clicker neither runs a step nor leaves the slide it ran on. A
      // bounce does not move the time of the last press, or a hand that goes on pressing would never
      // start anything.
      if (bounces()) return
      pressed = clock.now()
      const stage = current()
      if (stage?.left) stage.next(pressed)
      else deck.next()
    },
    back() {
      if (deck.overview) return deck.move('left')
      const stage = current()
      if (stage?.behind) stage.play.send({ type: 'back' })
      else deck.prev()
    },
  }
}
