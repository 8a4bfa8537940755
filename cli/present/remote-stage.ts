import { redact } from '../../core/terminal/redact/redact.ts'
import { remoteView, type RemoteDeck } from '../../core/protocol/remote-view.ts'
import type { RemoteStage } from '../../server/remote/remote-listener.ts'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import type { RemoteNeeds } from './remote.ts'

/** The stage as a phone may know it: what stands in the files, and where the presenter is. */
export function createRemoteStage({
  house,
  hub,
  lease,
  presses,
  timer,
  room,
}: Pick<RemoteNeeds, 'house' | 'hub' | 'lease' | 'presses' | 'timer' | 'room'>): RemoteStage {
  // Read once, like the demos: a deck takes milliseconds, and is asked for at every press.
  const decks = new Map<string, RemoteDeck | null>()
  const deck = (name: string): RemoteDeck | null => {
    const known = decks.get(name)
    if (known !== undefined) return known
    const found = deckOf(house, name)
    decks.set(name, found)
    return found
  }
  return {
    view() {
      const position = hub.position()
      return remoteView({
        deck: position ? deck(position.deck) : null,
        position,
        health: room.known().find((one) => one.deck === position?.deck) ?? null,
        held: lease.current() !== null,
        timer: timer.now(),
        demo: (name) => house.library.demo(name)?.demo ?? null,
        cover: (demo, text) => redact(text, secretsOf(demo, process.env)),
      })
    },
    onChange(hear) {
      const stops = [
        hub.onMove(hear),
        lease.onChange(hear),
        timer.onTimer(hear),
        room.onHealth(hear),
      ]
      return () => stops.forEach((stop) => stop())
    },
    press: (action, seen, answer) => presses.ask({ from: 'remote', action, seen }, answer),
    timer: (action) => timer.act(action),
  }
}

function deckOf({ library }: RemoteNeeds['house'], name: string): RemoteDeck | null {
  const found = library.deck(name)
  if (!found) return null
  const { title = name, duration, slides = [] } = found.deck ?? {}
  return {
    title,
    ...(duration === undefined ? {} : { planned: duration }),
    slides: slides.map(({ below, blocks }) => {
      const stage = blocks.find((block) => block.type === 'stage')
      return stage ? { below, demo: stage.demo } : { below }
    }),
  }
}
