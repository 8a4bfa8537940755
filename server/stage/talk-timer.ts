import type { Clock } from '../../core/base/clock.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { Position } from '../../core/protocol/position.ts'
import { act, elapsed, moved, newTimer, type TimerAction } from '../../core/talk/timer.ts'

/** The timer of the talk, which all windows show. */
export interface TalkTimer {
  now(): { readonly running: boolean; readonly elapsed: Ms }
  act(action: TimerAction): void
  /** Hears of every start, pause and reset. */
  onTimer(hear: () => void): Stop
}

/** Counts on this server's clock, so that a reload loses nothing and all windows agree. */
export function createTimer(
  clock: Clock,
  hub: { onMove(hear: (position: Position) => void): Stop },
): TalkTimer {
  let timer = newTimer
  const changes = createEmitter()
  const become = (after: typeof timer) => {
    if (after === timer) return
    timer = after
    changes.emit()
  }
  hub.onMove((position) => become(moved(timer, position, clock.now())))
  return {
    now: () => ({
      running: timer.running,
      elapsed: Math.round(elapsed(timer, clock.now())),
    }),
    act: (action) => become(act(timer, action, clock.now())),
    onTimer: changes.on,
  }
}
