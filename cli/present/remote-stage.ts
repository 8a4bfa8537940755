import { redact } from '../../core/terminal/redact/pieces.ts'
import { remoteView, type RemoteDeck } from '../../core/protocol/remote-view.ts'
import type { RemoteStage } from '../../server/remote/phone-socket.ts'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import type { HealthMonitor } from '../../server/health/monitor.ts'
import type { Lease } from '../../server/stage/control-lease.ts'
import type { Presses } from '../../server/stage/press-relay.ts'
import type { Hub } from '../../server/stage/hub.ts'
import type { TalkTimer } from '../../server/stage/talk-timer.ts'
import type { Workspace } from '../shared/workspace.ts'

/** What a phone's view is made of, and what a press on a phone acts on. */
export interface StageParts {
  readonly workspace: Workspace
  readonly hub: Pick<Hub<never>, 'position' | 'onMove'>
  readonly lease: Lease
  readonly presses: Presses
  readonly timer: TalkTimer
  readonly room: Pick<HealthMonitor, 'known' | 'onHealth'>
}

/** The stage as a phone may see it: what the files say, and where the presenter is. */
export function createRemoteStage({
  workspace,
  hub,
  lease,
  presses,
  timer,
  room,
}: StageParts): RemoteStage {
  // A deck is read once: that takes milliseconds, and every press asks for it.
  const decks = new Map<string, RemoteDeck | null>()
  const deck = (name: string): RemoteDeck | null => {
    const known = decks.get(name)
    if (known !== undefined) return known
    const found = readDeck(workspace, name)
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
        demo: (name) => workspace.library.demo(name)?.demo ?? null,
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

function readDeck({ library }: Workspace, name: string): RemoteDeck | null {
  const found = library.deck(name)
  if (!found) return null
  const { title = name, duration, slides = [] } = found.deck ?? {}
  const deck: RemoteDeck = {
    title,
    slides: slides.map(({ below, blocks }) => {
      const stage = blocks.find((block) => block.type === 'stage')
      return stage ? { below, demo: stage.demo } : { below }
    }),
  }
  return duration === undefined ? deck : { ...deck, planned: duration }
}
