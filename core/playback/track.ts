import type { Ms, TermEvent } from '../base/event.ts'
import type { Chunk, Segment } from '../recording/take.ts'

/** Gives the chunk with this number: immediately when it is at hand. */
export type LoadChunk = (number: number) => Chunk | Promise<Chunk>

/** A segment as a list of chunks. A segment that is held whole is a list of one. */
export interface SegmentTrack {
  readonly length: Ms
  readonly starts: readonly Ms[]
  chunk(n: number): Chunk | Promise<Chunk>
}

export function trackOf(segment: Segment, load: LoadChunk): SegmentTrack {
  const { events, opening, long } = segment
  if (long) return { ...long, chunk: (n) => load(long.number + n) }
  const whole = { first: 0, keyframe: opening, events }
  return { length: events.at(-1)?.at ?? 0, starts: [0], chunk: () => whole }
}

/** The last chunk that begins at this time or before it. */
export function chunkAt({ starts }: SegmentTrack, at: Ms): number {
  const after = starts.findIndex((start, n) => n > 0 && start > at)
  return after === -1 ? starts.length - 1 : after - 1
}

/** The same events, with neighbouring output joined into one. */
export function joined(events: readonly TermEvent[]): TermEvent[] {
  const result: TermEvent[] = []
  let data: Uint8Array[] = []
  events.forEach((event, n) => {
    if (event.type !== 'output') return void result.push(event)
    data.push(event.data)
    if (events[n + 1]?.type === 'output') return
    result.push({ ...event, data: join(data) })
    data = []
  })
  return result
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
