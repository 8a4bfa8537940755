import type { Clock } from '../base/clock.ts'
import { END, missing } from './driver.ts'
import type { Driver, Phase } from './driver.ts'
import type { Measured } from '../demo/outcome.ts'
import type { Emit, Ms, Signal, Snapshot, TermEvent } from '../base/event.ts'
import { play, type Playing } from './player.ts'
import type { PaneTake, Segment } from '../recording/take.ts'
import { endOf, scheduleOf, type Pace, type Schedule } from '../recording/timeline.ts'
import { trackOf, type LoadChunk } from './track.ts'

export interface ReplayOptions extends Pace {
  /** Reduced motion: typing and output appear at once. */
  readonly reducedMotion?: boolean
}

/**
 * A recording as a driver. `options` is called as each step begins. Entering any step, or seeking
 * to any time in it, costs the same: each step has an opening snapshot, and each chunk a keyframe.
 */
export function createReplay(
  take: PaneTake,
  clock: Clock,
  options: () => ReplayOptions,
  load: LoadChunk = () => Promise.reject(new Error('there are no chunks here')),
  plan: (segment: Segment, pace: Pace) => Schedule = (segment, pace) => scheduleOf([segment], pace),
): Driver {
  const emits = new Set<{ emit: Emit }>()
  /**
   * The index of the segment that is played, or at whose opening the replay stands; past the last
   * one at the end.
   */
  let index = 0
  /** An earlier screen, and the events since: for views that attach in the middle of a step. */
  let base: Snapshot = take.segments[0]?.opening ?? take.closing
  let played: TermEvent[] = []
  let playing: { readonly index: number; readonly by: Playing; readonly length: Ms } | null = null
  /** The segment that was played last; null once the replay has gone elsewhere. */
  let ended: number | null = null

  function emit(signals: readonly Signal[]): void {
    for (const one of [...emits]) for (const signal of signals) one.emit(signal)
  }
  function stand(at: number): void {
    playing?.by.cancel()
    playing = null
    index = at
    base = take.segments[at]?.opening ?? take.closing
    played = []
  }
  const moved = (at: number) =>
    at !== index || played.length > 0 || base !== (take.segments[at]?.opening ?? take.closing)
  const find = (step: string) =>
    step === END ? take.segments.length : take.segments.findIndex((one) => one.step === step)

  function begin(at: number, segment: Segment, tell?: (phase: Phase) => void): Playing {
    const now = options()
    const track = trackOf(segment, load)
    const schedule = plan(segment, now)
    const by = play({
      track,
      clock,
      schedule,
      atOnce: now.reducedMotion === true,
      tell,
      sought: ended === at,
      measured: segment.measured ?? (() => estimate(segment, schedule)),
      restart(keyframe, drawn) {
        base = keyframe
        played = []
        if (!drawn) emit([{ type: 'reset', snapshot: keyframe }])
      },
      show(events) {
        played.push(...events)
        emit(events)
      },
      over() {
        stand(at + 1)
        ended = at
      },
    })
    index = at
    ended = null
    playing = { index: at, by, length: track.length }
    return by
  }

  return {
    kind: 'replay',
    attach(hear, from) {
      const wanted = from === undefined ? -1 : find(from)
      if (wanted !== -1 && moved(wanted)) {
        stand(wanted)
        ended = null
      }
      const entry = { emit: hear }
      emits.add(entry)
      for (const signal of [{ type: 'reset', snapshot: base } as const, ...played]) hear(signal)
      return () => void emits.delete(entry)
    },
    perform(step, tell) {
      const at = find(step)
      const segment = take.segments[at]
      if (!segment) return missing('this step was not recorded')
      const elsewhere = moved(at)
      stand(at)
      if (elsewhere) emit([{ type: 'reset', snapshot: base }])
      ended = null
      return begin(at, segment, tell)
    },
    write() {
      // A recording ignores what is typed.
    },
    playhead() {
      if (playing) return { at: playing.by.at(), length: playing.length }
      const segment = ended === null ? undefined : take.segments[ended]
      if (!segment) return null
      const length = endOf(segment)
      return { at: length, length }
    },
    seek(at) {
      if (playing) return playing.by.seek(at)
      const again = ended
      const segment = again === null ? undefined : take.segments[again]
      if (again !== null && segment) begin(again, segment).seek(at)
    },
  }
}

/** Measures a step of a foreign cast, which brings no measurements: as long as it was shown. */
function estimate(segment: Segment, schedule: Schedule): Measured {
  let lines = segment.long?.lines ?? 0
  for (const event of segment.events)
    if (event.type === 'output') for (const byte of event.data) if (byte === 0x0a) lines++
  return { duration: schedule.due(endOf(segment)), lines }
}
