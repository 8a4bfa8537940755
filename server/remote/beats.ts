import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { TICK } from '../../core/protocol/heartbeat.ts'
import { STALE } from '../../core/protocol/remote-messages.ts'

/** Numbered ticks for all phones. A press names the last one that its phone has heard. */
export interface Beats {
  /** The number of the latest. */
  current(): number
  /** Was the beat sent so long ago, or never, that a press which names it must not count any more? */
  isStale(beat: number): boolean
  stop: Stop
}

/** `tell` hears each new beat, one `TICK` after the one before. */
export function startBeats(clock: Clock, tell: (beat: number) => void): Beats {
  /** When each beat was sent, the newest last. */
  const times: Ms[] = [clock.now()]
  let current = 0
  let stop: Stop = () => {}
  function wait(): void {
    stop = clock.wake(clock.now() + TICK, () => {
      current += 1
      times.push(clock.now())
      if (clock.now() - (times[0] ?? 0) > 2 * STALE) times.shift()
      tell(current)
      wait()
    })
  }
  wait()
  return {
    current: () => current,
    isStale(beat) {
      const sent = times[times.length - 1 - (current - beat)]
      return sent === undefined || clock.now() - sent > STALE
    },
    stop: () => stop(),
  }
}
