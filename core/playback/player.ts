import type { Clock } from '../base/clock.ts'
import type { Performance, Phase } from './driver.ts'
import type { Measured, Outcome } from '../demo/outcome.ts'
import type { Ms, Snapshot, Stop, TermEvent } from '../base/event.ts'
import type { Chunk } from '../recording/take.ts'
import { dueOf, type Pace } from '../recording/timeline.ts'
import { chunkAt, joined, type SegmentTrack } from './track.ts'

/** A recorded step while it is played. */
export interface Playing extends Performance {
  /** Recorded time since the step's start. */
  at(): Ms
  seek(at: Ms): void
}

export interface PlayerOptions {
  readonly track: SegmentTrack
  readonly pace: Pace
  readonly clock: Clock
  /** Reduced motion: everything is due at once, and after a seek the screen stands still. */
  readonly atOnce: boolean
  /** It begins with a seek, and not by itself. */
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

/** Plays a track. While a chunk is being loaded, its time stands still. */
export function play(to: PlayerOptions): Playing {
  const { track, pace, clock, atOnce } = to
  let settle: (outcome: Outcome) => void
  const done = new Promise<Outcome>((resolve) => (settle = resolve))
  /** The chunk that is played, its place in the row, the next of its events, and when each is due. */
  let chunk: Chunk | null = null
  let place = 0
  let next = 0
  let due: readonly Ms[] = []
  /** Was the chunk after it asked for? */
  let fetched = false
  /** When the event before this chunk happened, and when it was due. */
  let before: Ms = 0
  let origin = clock.now()
  let wanted: Ms | null = 0
  let asked = 0
  let hurried = false
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
  /** Loads a chunk; the last that was asked for counts. */
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
    due = dueOf(loaded.events, { first: loaded.first, before, typing: track.typing }, pace)
    fetched = false
  }
  /** The next chunk is fetched ahead; whether it came is asked when it is needed. */
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
    const { events, first } = chunk
    const time = clock.now() - origin
    const batch: TermEvent[] = []
    const isDue = (n: number) =>
      atOnce || (hurried && first + n < track.typing) || (due[n] ?? 0) <= time
    while (next < events.length && isDue(next)) batch.push(events[next++]!)
    enter(first + next < track.typing ? 'typing' : 'running')
    if (batch.length > 0) to.show(batch)
    // Showing may have cancelled it.
    if (over) return
    if (next < events.length) {
      // Not in the turn of a seek: its screen comes first.
      fetchNext()
      const soon = Math.max(origin + (due[next] ?? 0), clock.now() + FRAME)
      stopWake = clock.wake(soon, turn)
    } else if (place + 1 < track.starts.length) advance()
    else {
      end({ ok: true, ...(typeof to.measured === 'function' ? to.measured() : to.measured) })
      to.over()
    }
  }
  function advance(): void {
    const asks = clock.now()
    const last = chunk?.events.at(-1)?.at ?? before
    const reached = origin + (due.at(-1) ?? 0)
    load(
      place + 1,
      (loaded) => {
        begin(loaded, place + 1, last)
        origin = reached + clock.now() - asks
        to.restart(loaded.keyframe, true)
        if (hurried) keepTyped()
        turn()
      },
      gone,
    )
  }
  /** As if the last key of the typing were due now; what follows keeps its distance to it. */
  function keepTyped(): void {
    const typed = Math.min(track.typing - (chunk?.first ?? 0), due.length)
    if (typed > next) origin = clock.now() - (due[typed - 1] ?? 0)
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
        const rest = (due[next] ?? 0) - (due[next - 1] ?? 0)
        const last = events[next - 1]?.at ?? before
        const gap = (events[next]?.at ?? last) - last
        const left = gap > 0 ? rest * Math.min(1, (last + gap - target) / gap) : 0
        origin = clock.now() - ((due[next] ?? due.at(-1) ?? 0) - left)
        hurried = false
        enter(loaded.first + next < track.typing ? 'typing' : 'running')
        if (target >= track.length) return turn()
        // The screen of that time is seen before anything follows it.
        const soon = Math.max(origin + (due[next] ?? 0), clock.now() + FRAME)
        if (!atOnce) stopWake = clock.wake(soon, turn)
      },
      () => {
        // What cannot be had is not gone to: it plays on from where it was.
        wanted = null
        origin += clock.now() - from
        if (chunk) turn()
        else gone()
      },
    )
  }

  function start(): void {
    // Fifty megabytes at once are a long wait for a screen that only the last of them decide.
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
    enter(track.typing > 0 ? 'typing' : 'running')
    // Not in the caller's own turn: whoever performs has to be able to hold on to the performance.
    stopWake = clock.wake(origin, start)
  }

  return {
    done,
    hurry() {
      if (over || !chunk || chunk.first + next >= track.typing) return
      hurried = true
      keepTyped()
      stopWake()
      turn()
    },
    cancel: () => end({ ok: false, why: 'cancelled' }),
    at() {
      const event = chunk?.events[next]
      const last = chunk?.events[next - 1]?.at ?? before
      if (wanted !== null || !event) return wanted ?? last
      const gap = (due[next] ?? 0) - (due[next - 1] ?? 0)
      const passed = clock.now() - origin - (due[next - 1] ?? 0)
      return gap <= 0 ? last : last + Math.min(1, Math.max(0, passed / gap)) * (event.at - last)
    },
    seek,
  }
}
