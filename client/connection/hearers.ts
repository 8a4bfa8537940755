import type { DeckHealth } from '../../core/health/health.ts'
import type { Position } from '../../core/protocol/position.ts'
import type { Stop } from '../../core/base/event.ts'
import type { Changed, Status, Welcome } from './types.ts'

/** Who hears what a connection has to tell. */
export function createHearers() {
  return {
    status: new Set<(status: Status) => void>(),
    welcome: new Set<(welcome: Welcome) => void>(),
    position: new Set<(position: Position) => void>(),
    health: new Set<(health: DeckHealth) => void>(),
    live: new Set<(live: Welcome['live']) => void>(),
    change: new Set<(changed: Changed) => void>(),
  }
}

export function listen<T>(set: Set<T>, hear: T): Stop {
  set.add(hear)
  return () => void set.delete(hear)
}
