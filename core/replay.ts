import type { Clock } from './clock.ts'
import { END, already } from './driver.ts'
import type { Driver, Measured, Outcome, Performance, Phase } from './driver.ts'
import type { Emit, Ms, Signal, Stop, TermEvent } from './event.ts'
import { plainText } from './plain-text.ts'
import type { PaneTake, Segment } from './take.ts'
import { timeline } from './timeline.ts'
import type { Pace, Timeline } from './timeline.ts'

export interface ReplayOptions extends Pace {
  /** Nothing moves: typing and output appear at once. */
  readonly reducedMotion?: boolean
}

/** Events that fall due within one frame of a 60 Hz screen are emitted together. */
const FRAME: Ms = 16

/**
 * A recording as a driver. `options` are asked for as a step begins. Entering at any step costs the same: each has its opening
 * snapshot.
 */
export function createReplay(take: PaneTake, clock: Clock, options: () => ReplayOptions): Driver {
  const emits = new Set<{ emit: Emit }>()
  /** The segment at whose opening we stand, or that is being played; past the last one at the end. */
  let index = 0
  /** What was emitted since that opening, for who attaches in the middle of it. */
  let played: TermEvent[] = []
  let stopPlaying: Stop = () => {}

  const opening = (): Signal => ({
    type: 'reset',
    snapshot: take.segments[index]?.opening ?? take.closing,
  })
  function emit(signals: readonly Signal[]): void {
    for (const one of [...emits]) for (const signal of signals) one.emit(signal)
  }
  function stand(at: number): void {
    stopPlaying()
    index = at
    played = []
  }
  const find = (step: string) =>
    step === END ? take.segments.length : take.segments.findIndex((one) => one.step === step)

  return {
    kind: 'replay',
    attach(hear, from) {
      const wanted = from === undefined ? -1 : find(from)
      if (wanted !== -1 && (wanted !== index || played.length > 0)) stand(wanted)
      const entry = { emit: hear }
      emits.add(entry)
      for (const signal of [opening(), ...played]) hear(signal)
      return () => void emits.delete(entry)
    },
    perform(step, tell) {
      const at = find(step)
      const segment = take.segments[at]
      if (!segment)
        return already({ ok: false, why: 'missing', detail: 'this step was not recorded' })
      const moved = at !== index || played.length > 0
      stand(at)
      if (moved) emit([opening()])
      const now = options()
      const playing = play(segment, timeline(segment, now), clock, now.reducedMotion === true, {
        tell,
        show(events) {
          played.push(...events)
          emit(events)
        },
        over() {
          stand(at + 1)
        },
      })
      stopPlaying = () => playing.cancel()
      return playing
    },
    write() {
      // A recording is deaf: nothing that is typed into it reaches anything.
    },
  }
}

interface Playing {
  tell: ((phase: Phase) => void) | undefined
  show(events: readonly TermEvent[]): void
  over(): void
}

function play(
  { events, measured }: Segment,
  { due, typing }: Timeline,
  clock: Clock,
  atOnce: boolean,
  to: Playing,
): Performance {
  let settle: (outcome: Outcome) => void
  const done = new Promise<Outcome>((resolve) => (settle = resolve))
  let origin = clock.now()
  let next = 0
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
  function turn(): void {
    const time = clock.now() - origin
    const batch: TermEvent[] = []
    while (next < events.length && (atOnce || (due[next] ?? 0) <= time)) {
      const event = events[next++]
      if (event) batch.push(event)
    }
    enter(next < typing ? 'typing' : 'running')
    if (batch.length > 0) to.show(batch)
    // Showing may have cancelled it.
    if (over) return
    if (next >= events.length) {
      end({ ok: true, ...(measured ?? estimate(events, typing)) })
      return to.over()
    }
    const soon = Math.max(origin + (due[next] ?? 0), clock.now() + FRAME)
    stopWake = clock.wake(soon, turn)
  }

  enter(typing > 0 ? 'typing' : 'running')
  // Not in the caller's own turn: whoever performs has to be able to hold on to the performance.
  stopWake = clock.wake(origin, turn)
  return {
    done,
    hurry() {
      if (over || next >= typing) return
      // As if the last key of the typing were due now; what follows keeps its distance to it.
      origin = clock.now() - (due[typing - 1] ?? 0)
      stopWake()
      turn()
    },
    cancel: () => end({ ok: false, why: 'cancelled' }),
  }
}

/** What a cast that is not ours lets us say of a step. */
function estimate(events: readonly TermEvent[], typing: number): Measured {
  const decoder = new TextDecoder()
  const output = events.slice(typing).flatMap((e) => (e.type === 'output' ? e.data : []))
  const text = plainText(output.map((data) => decoder.decode(data, { stream: true })).join(''))
  const duration = (events.at(-1)?.at ?? 0) - (events[Math.max(0, typing - 1)]?.at ?? 0)
  return { duration, lines: Math.max(0, text.split('\n').length - 1) }
}
