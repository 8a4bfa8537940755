import type { Clock } from '../base/clock.ts'
import type { Performance, Phase } from './driver.ts'
import type { Measured, Outcome } from '../demo/outcome.ts'
import type { Ms, Snapshot, Stop, TermEvent } from '../base/event.ts'
import type { Chunk } from '../recording/take.ts'
import type { Schedule } from '../recording/timeline.ts'
import { chunkAt, joined, type SegmentTrack } from './track.ts'

/** A recorded step while it is played. */
export interface Playing extends Performance {
  /** Recorded time since the step's start. */
  at(): Ms
  seek(at: Ms): void
}

export interface PlayerOptions {
  readonly track: SegmentTrack
  readonly schedule: Schedule
  readonly clock: Clock
  /** Reduced motion: everything is due at once, and after a seek the screen stands still. */
  readonly atOnce: boolean
  /** The player waits for a seek instead of starting by itself. */
  readonly sought: boolean
  readonly measured: (() => Measured) | Measured
  readonly tell: ((phase: Phase) => void) | undefined
  /** The screen is this keyframe now; `drawn`: it already is, since all before it was shown. */
  restart(keyframe: Snapshot, drawn: boolean): void
  show(events: readonly TermEvent[]): void
  over(): void
}

/** Events that fall due within one frame of a 60 Hz screen are emitted together. */
const FRAME: Ms = 16

/** Plays a track. Its time stands still while a chunk loads. */
export function play(to: PlayerOptions): Playing {
  const { track, schedule, clock, atOnce } = to
  let settle: (outcome: Outcome) => void
  const done = new Promise<Outcome>((resolve) => (settle = resolve))
  /** The chunk that is played, its place in the row, and the next of its events. */
  let chunk: Chunk | null = null
  let place = 0
  let next = 0
  /** Whether the following chunk was asked for. */
  let fetched = false
  /** When the last event before this chunk happened, in recorded time. */
  let before: Ms = 0
  /** When the step began on the clock, as far as its schedule goes: less what was waited for chunks. */
  let origin = clock.now()
  let wanted: Ms | null = 0
  let asked = 0
  let phase: Phase | null = null
  let over = false
  let stopWake: Stop = () => {}

  function enter(now: Phase): void {
    if (phase === now) return
    phase = now
    to.tell?.(now)
  }
  function end(outcome: Outcome): void {
    if (over) return
    over = true
    stopWake()
    settle(outcome)
  }
  /** Loads a chunk. Only the latest request counts. */
  function load(n: number, then: (loaded: Chunk) => void, fail: () => void): void {
    stopWake()
    const mine = ++asked
    const still = () => !over && mine === asked
    const loaded = track.chunk(n)
    if (!('then' in loaded)) return then(loaded)
    loaded.then(
      (one) => still() && then(one),
      () => still() && fail(),
    )
  }
  function begin(loaded: Chunk, n: number, last: Ms): void {
    ;[chunk, place, before, next, wanted] = [loaded, n, last, 0, null]
    fetched = false
  }
  /** Fetches the next chunk ahead. A failure matters only when the chunk is needed. */
  function fetchNext(): void {
    if (fetched || place + 1 >= track.starts.length) return
    fetched = true
    const ahead = track.chunk(place + 1)
    if ('then' in ahead) ahead.catch(() => {})
  }
  function gone(): void {
    end({ ok: false, why: 'missing', detail: 'the rest of its recording could not be loaded' })
  }

  function turn(): void {
    if (!chunk) return
    const { events } = chunk
    const time = clock.now() - origin
    const batch: TermEvent[] = []
    while (next < events.length && (atOnce || dueOf(next) <= time)) batch.push(events[next++]!)
    tellPhase()
    if (batch.length > 0) to.show(batch)
    // `show` may have cancelled the performance.
    if (over) return
    if (next < events.length) {
      // Fetched in a later turn than a seek, so that the screen of the seek is shown first.
      fetchNext()
      wakeForNext()
    } else if (place + 1 < track.starts.length) advance()
    else {
      end({ ok: true, ...(typeof to.measured === 'function' ? to.measured() : to.measured) })
      to.over()
    }
  }
  function advance(): void {
    const asks = clock.now()
    const last = chunk?.events.at(-1)?.at ?? before
    load(
      place + 1,
      (loaded) => {
        begin(loaded, place + 1, last)
        origin += clock.now() - asks
        to.restart(loaded.keyframe, true)
        turn()
      },
      gone,
    )
  }
  const dueOf = (n: number) => schedule.due(chunk?.events[n]?.at ?? 0)
  /** While something is typed in any pane of the step, all of them say so. */
  function tellPhase(): void {
    const at = chunk?.events[next]?.at
    enter(at !== undefined && schedule.isTyping(at) ? 'typing' : 'running')
  }
  function wakeForNext(): void {
    stopWake = clock.wake(Math.max(origin + dueOf(next), clock.now() + FRAME), turn)
  }
  function seek(at: Ms): void {
    if (over) return
    const from = clock.now()
    const target = Math.min(Math.max(0, at), track.length)
    const n = chunkAt(track, target)
    wanted = target
    load(
      n,
      (loaded) => {
        begin(loaded, n, n === 0 ? 0 : (track.starts[n] ?? 0))
        const { events } = loaded
        while (next < events.length && events[next]!.at <= target) next++
        to.restart(loaded.keyframe, false)
        if (next > 0) to.show(joined(events.slice(0, next)))
        origin = clock.now() - schedule.due(target)
        tellPhase()
        if (target >= track.length) return turn()
        // The screen of the sought time is shown before any event follows.
        if (!atOnce) wakeForNext()
      },
      () => {
        // The chunk could not be loaded: playing continues from where it was.
        wanted = null
        origin += clock.now() - from
        if (chunk) turn()
        else gone()
      },
    )
  }

  function start(): void {
    // Reduced motion shows only the last screen: loading fifty megabytes for it would take long.
    if (atOnce && track.starts.length > 1) return seek(track.length)
    load(
      0,
      (loaded) => {
        begin(loaded, 0, 0)
        origin = clock.now()
        turn()
      },
      gone,
    )
  }
  if (!to.sought) {
    enter(schedule.isTyping(0) ? 'typing' : 'running')
    // Not in the caller's own turn: the caller needs the performance in hand first.
    stopWake = clock.wake(origin, start)
  }

  return {
    done,
    hurry() {
      const until = over || !chunk ? null : schedule.typingUntil(clock.now() - origin)
      if (until === null) return
      origin = clock.now() - until
      stopWake()
      turn()
    },
    cancel: () => end({ ok: false, why: 'cancelled' }),
    at() {
      const event = chunk?.events[next]
      const last = chunk?.events[next - 1]?.at ?? before
      if (wanted !== null || !event) return wanted ?? last
      return Math.min(event.at, Math.max(last, schedule.at(clock.now() - origin)))
    },
    seek,
  }
}
