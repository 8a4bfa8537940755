import { own } from '../../core/base/own.ts'
import { MESSAGE_LIMIT } from '../../core/protocol/messages.ts'
import type { Position, Standing } from '../../core/protocol/position.ts'
import type { Connection } from '../connection/types.ts'
import type { Play } from '../demo/play.ts'
import { savedStateOf } from '../demo/saved-state.ts'

/**
 * Bytes of saved states above which the next message begins: half of what a server takes, so that there
 * is room for the rest of the message and for one more demo with many panes.
 */
const PARCEL = MESSAGE_LIMIT / 2
const encoder = new TextEncoder()

/** The states of the demos that this window has yet to publish. */
export interface Standings {
  changed(name: string): void
  /** From now on nothing counts as published. */
  forget(): void
  /**
   * The states that differ from those published before, cut into messages; they count as published.
   * Without any, one message without demos. `last`: where the stage was when this page last heard of it.
   */
  parcels(last: Position | null): Position['demos'][]
}

export function createStandings(
  connection: Pick<Connection, 'intent'>,
  plays: ReadonlyMap<string, Play>,
): Standings {
  /** The demos whose state may have changed since this window published it. */
  const changed = new Set(plays.keys())
  /** The state of each demo as it was published last, as JSON. */
  const told = new Map<string, string>()

  function standingOf(name: string, { state, script }: Play, last: Position | null): Standing {
    const step = script.steps[state.step]?.id ?? ''
    // A performance that began before a reload of this page is known from what was published then. If
    // that was of another step, the step may still wait for its recording, and has no performance yet.
    const before = own(last?.demos, name)
    const known = before?.step === state.step ? before.panes : undefined
    return savedStateOf(
      state,
      (pane) => connection.intent(name, pane, step) ?? own(known, pane)?.intent,
    )
  }

  return {
    changed: (name) => void changed.add(name),
    forget() {
      told.clear()
      for (const name of plays.keys()) changed.add(name)
    },
    parcels(last) {
      const all: [string, Standing][][] = [[]]
      let size = 0
      for (const name of changed) {
        const play = plays.get(name)
        if (!play) continue
        const standing = standingOf(name, play, last)
        const text = JSON.stringify(standing)
        if (told.get(name) === text) continue
        told.set(name, text)
        const { length } = encoder.encode(text)
        if (size > 0 && size + length > PARCEL) {
          all.push([])
          size = 0
        }
        all.at(-1)?.push([name, standing])
        size += length
      }
      changed.clear()
      return all.map((one) => Object.fromEntries(one))
    },
  }
}
