import { createEmitter, createLatestEmitter } from '../../../core/base/emitter.ts'
import type { DeckHealth } from '../../../core/health/health.ts'
import { movedTo, type Position } from '../../../core/protocol/position.ts'
import type { RemoteDesk, ServerMessage } from '../../../core/protocol/messages.ts'
import type { Changed, Connection, Status, ConnectionTiming, Welcome } from '../types.ts'

/** The messages that tell every window something, and answer no question of this page. */
type News = Extract<
  ServerMessage,
  {
    type: 'role' | 'stage' | 'position' | 'health' | 'live' | 'changed' | 'timer' | 'remote'
  }
>

/** What the server tells, kept as far as it stays true, and passed on to whoever listens. */
export interface ServerNews {
  readonly listens: Pick<
    Connection,
    | 'status'
    | 'onStatus'
    | 'onWelcome'
    | 'onPosition'
    | 'onHealth'
    | 'onLive'
    | 'onChange'
    | 'onTimer'
    | 'onRemote'
  >
  /** Changes the status. A `why` that the change does not name is dropped. */
  become(change: Partial<Status>): void
  /** To be called when the status is open. */
  welcome(welcome: Welcome): void
  hear(message: News): void
}

export function createServerNews(): ServerNews {
  const statuses = createEmitter<[Status]>()
  const welcomes = createEmitter<[Welcome]>()
  const positions = createEmitter<[Position]>()
  const healths = createEmitter<[DeckHealth]>()
  const lives = createEmitter<[Welcome['live']]>()
  const changes = createEmitter<[Changed]>()
  const timings = createLatestEmitter<[ConnectionTiming]>()
  const desks = createLatestEmitter<[RemoteDesk]>()
  let status: Status = { at: 'connecting', role: null, held: true }
  /** Where the stage is, put together from messages that name only what has changed. */
  let stage: Position | null = null
  /** By deck. */
  const health = new Map<string, DeckHealth>()

  function become(change: Partial<Status>): void {
    const { why: _, ...rest } = status
    status = { ...rest, ...change }
    // What another life of the server knew may no longer be true.
    if (change.at === 'open') health.clear()
    statuses.emit(status)
  }
  return {
    listens: {
      status: () => status,
      onStatus: statuses.on,
      onWelcome: welcomes.on,
      onPosition: positions.on,
      onHealth(hear) {
        health.forEach((known) => hear(known))
        return healths.on(hear)
      },
      onLive: lives.on,
      onChange: changes.on,
      onTimer: timings.on,
      onRemote: desks.on,
    },
    become,
    welcome(welcome) {
      stage = welcome.position
      welcomes.emit(welcome)
    },
    hear(message) {
      switch (message.type) {
        case 'role':
          return become({ role: message.role })
        case 'stage':
          return become({ held: message.held })
        case 'position':
          stage = movedTo(stage, message.position)
          return positions.emit(stage)
        case 'health':
          health.set(message.health.deck, message.health)
          return healths.emit(message.health)
        case 'live':
          return lives.emit(message.live)
        case 'changed':
          return changes.emit(message)
        case 'timer':
          return timings.emit(message)
        case 'remote':
          return desks.emit(message.desk)
        default:
          message satisfies never
      }
    },
  }
}
