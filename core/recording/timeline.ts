import type { Ms, TermEvent } from '../base/event.ts'
import type { Segment, Stretch } from './take.ts'

export interface Pace {
  /** Longer silences are cut to this. */
  readonly idleLimit: Ms
  /** A factor: 2 is twice as fast. Typing keeps its own cadence. */
  readonly speed: number
}

/** The longest pause between two replayed keystrokes: longer ones bore the room. */
export const LONGEST_KEY: Ms = 160

/**
 * Where a segment is silent for longer than a keystroke may take, from its start on. The silence after
 * its last event is not among them: it lasts as long as the step does in other panes.
 */
export function silencesIn(events: readonly TermEvent[]): Stretch[] {
  const silences: Stretch[] = []
  let last: Ms = 0
  for (const { at } of events) {
    if (at - last > LONGEST_KEY) silences.push([last, at])
    last = Math.max(last, at)
  }
  return silences
}

/** When something is typed, in the order of time. A foreign cast does not say. */
export function typingIn({ typing, typed }: Pick<Segment, 'typing' | 'typed'>): readonly Stretch[] {
  return typing ?? (typed === undefined ? [] : [[0, typed]])
}

/** When each moment of a step is due. It is the same for all panes of the step. */
export interface Schedule {
  /** Play time since the step's start at which this moment of the recording is due. */
  readonly due: (at: Ms) => Ms
  /** The recorded time that is reached at this play time. */
  readonly at: (played: Ms) => Ms
  /** The end of the typing that goes on at this play time; null while nothing is typed. */
  readonly typingUntil: (played: Ms) => Ms | null
  /** Whether something is typed at this moment of the recording. */
  readonly isTyping: (at: Ms) => boolean
}

/**
 * Plans a step as it was recorded in all of its panes. Silence is cut only where all of them are silent,
 * so that what one pane answers to another stays in its order and at its distance.
 */
export function scheduleOf(segments: readonly Segment[], { idleLimit, speed }: Pace): Schedule {
  const typing = union(segments.flatMap((segment) => [...typingIn(segment)]))
  const silences = segments
    .map((one) => [
      ...(one.long?.silences ?? silencesIn(one.events)),
      [endOf(one), Infinity] as const,
    ])
    .reduce<readonly Stretch[]>(common, [[0, Infinity]])
  const typedAt = (at: Ms) => typing.some(([from, to]) => from <= at && at <= to)

  // The plan as corners: between two of them both times run evenly.
  const corners: { at: Ms; due: Ms }[] = [{ at: 0, due: 0 }]
  const run = (to: Ms, takes: (length: Ms) => Ms) => {
    const last = corners.at(-1)!
    if (to > last.at) corners.push({ at: to, due: last.due + takes(to - last.at) })
  }
  /** Where typing begins and ends, in turns; the next of them. */
  const edges = typing.flat()
  let edge = 0
  const isTyped = () => edge % 2 === 1
  /** Nothing is cut here, but typing and the rest differ in their speed. */
  const evenly = (to: Ms) => {
    for (; edge < edges.length && edges[edge]! <= to; edge++) stretch(edges[edge]!)
    stretch(to)
  }
  const stretch = (to: Ms) => run(to, (length) => (isTyped() ? length : length / speed))
  for (const [from, to] of silences) {
    if (to === Infinity) break
    evenly(from)
    const typed = isTyped() && to <= edges[edge]!
    // A step that begins with typing begins at once.
    if (typed && from === 0) run(to, () => 0)
    else if (typed) run(to, (length) => Math.min(length, LONGEST_KEY))
    else run(to, (length) => Math.min(length, idleLimit) / speed)
  }
  evenly(Math.max(0, ...segments.map(endOf), ...edges))

  const due = (at: Ms) => between(corners, at, 'at', 'due')
  return {
    due,
    at: (played) => between(corners, played, 'due', 'at'),
    isTyping: typedAt,
    typingUntil(played) {
      const now = typing.find(([from, to]) => due(from) <= played && played < due(to))
      return now ? due(now[1]) : null
    },
  }
}

/** The time of the last event. */
export function endOf({ long, events }: Pick<Segment, 'long' | 'events'>): Ms {
  return long?.length ?? events.at(-1)?.at ?? 0
}

/** The long stretches that lie in both lists, which are in the order of time. */
function common(one: readonly Stretch[], other: readonly Stretch[]): readonly Stretch[] {
  const found: Stretch[] = []
  for (let i = 0, n = 0; i < one.length && n < other.length;) {
    const [[from, to], [begin, end]] = [one[i]!, other[n]!]
    const [start, stop] = [Math.max(from, begin), Math.min(to, end)]
    if (stop - start > LONGEST_KEY) found.push([start, stop])
    if (to < end) i++
    else n++
  }
  return found
}

function union(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: [Ms, Ms][] = []
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** Reads a time between two corners; after the last one time runs on as it is. */
function between<K extends 'at' | 'due'>(
  corners: readonly Readonly<Record<'at' | 'due', Ms>>[],
  value: Ms,
  from: K,
  to: 'at' | 'due',
): Ms {
  let [low, high] = [0, corners.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (corners[middle]![from] <= value) low = middle
    else high = middle - 1
  }
  const [a, b] = [corners[low]!, corners[low + 1]]
  if (!b) return a[to] + (value - a[from])
  const span = b[from] - a[from]
  return a[to] + (span <= 0 ? 0 : ((value - a[from]) / span) * (b[to] - a[to]))
}
