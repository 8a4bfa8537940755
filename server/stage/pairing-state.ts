import { createEmitter } from '../../core/base/emitter.ts'
import type { Stop } from '../../core/base/event.ts'
import type { RemoteDesk } from '../../core/protocol/messages.ts'

/** What the presenter's windows are told about phones. */
export interface RemoteNotice {
  /** Null: no phone may join. */
  now(): RemoteDesk | null
  set(desk: RemoteDesk): void
  /** Hears of every change. */
  onChange(hear: () => void): Stop
}

export function createRemoteNotice(): RemoteNotice {
  let now: RemoteDesk | null = null
  const changes = createEmitter()
  return {
    now: () => now,
    set(desk) {
      now = desk
      changes.emit()
    },
    onChange: changes.on,
  }
}
