import type { Cast } from './cast.ts'
import type { StepId } from './demo.ts'
import type { Measured } from './driver.ts'
import type { Ms, Size, Snapshot, TermEvent } from './event.ts'
import { createFilter } from './filter.ts'
import type { PaneTake, Segment } from './take.ts'

/** A terminal that is only looked at: the headless one of the server. */
export interface ScreenLike {
  write(bytes: Uint8Array): void
  resize(size: Size): void
  snapshot(): Snapshot
  dispose(): void
}

/** What take.json knows of a step. */
export interface StepFacts {
  readonly typed?: Ms
  readonly measured?: Measured
}

/** The marker that opens a step's segment. */
export const stepMarker = (step: StepId) => `step:${step}`

/**
 * Cuts a cast at its step markers and computes the screen at each of them. What the cast prints
 * passes the filter first, whoever recorded it. A cast without our markers is cut at its own where
 * there is one for each step; otherwise all of it is the first step.
 */
export function cutSegments(
  cast: Cast,
  steps: readonly StepId[],
  openScreen: (size: Size) => ScreenLike,
  facts: (step: StepId) => StepFacts = () => ({}),
): PaneTake {
  const screen = openScreen(cast.size)
  const opens = openings(cast, steps)
  const segments: (Omit<Segment, 'events'> & { events: TermEvent[] })[] = []
  let from: Ms = 0
  let clean: Uint8Array[] = []
  const filter = createFilter({ size: cast.size }, { bytes: (bytes) => clean.push(bytes) })
  const keep = (event: TermEvent) => segments.at(-1)?.events.push({ ...event, at: event.at - from })
  const begin = (step: StepId, at: Ms) => {
    from = at
    segments.push({ step, opening: screen.snapshot(), events: [], ...facts(step) })
  }
  if (opens.size === 0 && steps[0] !== undefined) begin(steps[0], 0)

  const events = withoutIdle(cast)
  events.forEach((event, index) => {
    const step = opens.get(index)
    if (step !== undefined) return begin(step, event.at)
    if (event.type === 'output') {
      filter.push(event.data)
      for (const data of clean) {
        screen.write(data)
        keep({ ...event, data })
      }
      clean = []
    } else if (event.type === 'resize') {
      filter.resize(event.size)
      screen.resize(event.size)
      keep(event)
    } else keep(event)
  })
  const closing = screen.snapshot()
  screen.dispose()
  return { size: cast.size, segments, closing }
}

/** The events with silences no longer than their author wanted them. */
function withoutIdle({ events, idleLimit }: Cast): readonly TermEvent[] {
  if (idleLimit === undefined) return events
  let before: Ms = 0
  let at: Ms = 0
  return events.map((event) => {
    at += Math.min(event.at - before, idleLimit)
    before = event.at
    return { ...event, at }
  })
}

/** Which events open which steps. */
function openings(cast: Cast, steps: readonly StepId[]): Map<number, StepId> {
  const labels = new Map(steps.map((step) => [stepMarker(step), step]))
  const markers = cast.events.flatMap((e, index) => (e.type === 'marker' ? [{ ...e, index }] : []))
  const ours = markers.flatMap(({ label, index }) => {
    const step = labels.get(label)
    return step === undefined ? [] : [[index, step] as const]
  })
  if (ours.length > 0) return new Map(ours)
  const foreign = markers.flatMap(({ index }, n) => {
    const step = steps[n]
    return step === undefined ? [] : [[index, step] as const]
  })
  return new Map(markers.length === steps.length ? foreign : [])
}
