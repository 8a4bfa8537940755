import type { Ms, Snapshot, TermEvent } from '../base/event.ts'
import type { Chunk, Segment, Stretch } from './take.ts'
import { LONGEST_KEY } from './timeline.ts'

/**
 * The size of a chunk of a long segment. A browser unpacks and parses 64 KB of output in less than
 * a frame, so a seek shows in the next one. A keyframe has some 4 KB, so smaller chunks would store
 * more than they save. Single keystrokes are few bytes and many events, hence the second limit.
 */
export const CHUNK = { bytes: 64 * 1024, events: 4_096 } as const

/**
 * Up to this size a segment is held whole: a page of a megabyte loads quickly and needs no chunks.
 */
export const WHOLE = { bytes: 512 * 1024, events: 16_384 } as const

/** The most silences that are kept of a long segment, some 40 KB in the page. */
const SILENCES = 2_000

export interface GrowingSegment {
  /**
   * Adds an event. Call it before the screen gets the event: a keyframe is the screen before its
   * first event.
   */
  add(event: TermEvent): void
  end(): Segment
}

/** The limits, which tests set lower. */
export interface Limits {
  readonly chunk: { readonly bytes: number; readonly events: number }
  readonly whole: { readonly bytes: number; readonly events: number }
}
const LIMITS: Limits = { chunk: CHUNK, whole: WHOLE }

interface Growth {
  /** The time at which it begins in its cast. */
  readonly from: Ms
  readonly look: () => Snapshot
  readonly seal: ((chunk: Chunk) => number) | undefined
  readonly limits?: Limits | undefined
}

/** Collects a segment, and stores chunks as soon as it is too long to be held. */
export function growSegment(
  known: Omit<Segment, 'events' | 'long'>,
  { from, look, seal, limits = LIMITS }: Growth,
): GrowingSegment {
  let chunks: (Chunk & { readonly events: TermEvent[] })[] = []
  const starts: Ms[] = []
  let number: number | null = null
  let bytes = 0
  let count = 0
  let lines = 0
  let room = 0
  let silences: Stretch[] = []
  let silent: Ms = LONGEST_KEY
  let last: Ms = 0

  const putAway = () => {
    for (const chunk of chunks) {
      const sealed = seal?.(chunk) ?? 0
      number ??= sealed
    }
    chunks = []
  }
  const open = (at: Ms) => {
    if (seal && (bytes > limits.whole.bytes || count > limits.whole.events)) putAway()
    starts.push(Math.round(at))
    const keyframe = chunks.length === 0 && number === null ? known.opening : look()
    chunks.push({ first: count, keyframe, events: [] })
    room = limits.chunk.bytes
  }

  return {
    add(event) {
      const at = event.at - from
      let chunk = chunks.at(-1)
      if (!chunk || room <= 0 || chunk.events.length >= limits.chunk.events) {
        open(at)
        chunk = chunks.at(-1)
      }
      const moved = { ...event, at }
      chunk?.events.push(moved)
      if (at - last > silent) silences.push([last, at])
      // A cast of a whole day may have a million of them: then only the longer ones count.
      while (silences.length > SILENCES) {
        silent *= 2
        silences = silences.filter(([from, to]) => to - from > silent)
      }
      count++
      last = at
      if (event.type !== 'output') return
      bytes += event.data.length
      room -= event.data.length
      for (const byte of event.data) if (byte === 0x0a) lines++
    },
    end() {
      if (number === null) return { ...known, events: chunks.flatMap(({ events }) => events) }
      putAway()
      return {
        ...known,
        events: [],
        long: { length: Math.round(last), lines, silences, starts, number },
      }
    },
  }
}
