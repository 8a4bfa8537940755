import { placeOf } from '../../core/protocol/stage-revision.ts'
import type { Position } from '../../core/protocol/position.ts'
import type { Connection } from '../connection/types.ts'
import type { Controller } from '../deck/controller.ts'
import type { Play } from '../demo/play.ts'
import { createStandings } from './standings.ts'

export interface PublisherOptions {
  readonly connection: Pick<Connection, 'intent' | 'publish'>
  readonly deck: string
  readonly plays: ReadonlyMap<string, Play>
  readonly controller: Pick<Controller, 'deck' | 'demo' | 'next' | 'presses'>
}

/** Tells the other windows where the stage is. Nothing is told twice. */
export interface Publisher {
  /** The state of the stage in this window, by which a press says what it has seen. */
  place(): string
  /** `last`: where the stage was when this page last heard of it. */
  publish(last: Position | null): void
  /** The state of this demo may have changed. */
  changed(demo: string): void
  /** Makes the next message hold all demos: whoever hears it may know nothing of them. */
  forget(): void
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { connection, deck, plays, controller } = options
  const standings = createStandings(connection, plays)
  let said = ''

  function place(): string {
    const { demo, presses } = controller
    const standing = demo === null ? undefined : plays.get(demo)?.state
    const on = demo !== null && standing ? { demo, standing } : null
    return placeOf({ deck, ...controller.deck.where() }, on, presses)
  }

  return {
    place,
    publish(last) {
      const where = { deck, ...controller.deck.where(), next: controller.next, place: place() }
      const text = JSON.stringify(where)
      const all = standings.parcels(last)
      if (text === said && all.every((demos) => Object.keys(demos).length === 0)) return
      said = text
      for (const demos of all) connection.publish({ ...where, demos })
    },
    changed: (demo) => standings.changed(demo),
    forget() {
      said = ''
      standings.forget()
    },
  }
}
