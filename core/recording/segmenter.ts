import type { CastHead } from './asciicast-reader.ts'
import type { StepId } from '../demo/model.ts'
import type { Measured } from '../demo/outcome.ts'
import { defined } from '../base/defined.ts'
import type { Ms, Size, Snapshot, TermEvent } from '../base/event.ts'
import { createSanitizer } from '../terminal/sanitize/sanitizer.ts'
import type { StepMarkers } from './step-markers.ts'
import { growSegment, type GrowingSegment, type Limits } from './chunker.ts'
import type { Chunk, PaneTake, Segment, Stretch } from './take.ts'

/** A terminal that is only read: the headless one of the server. */
export interface ScreenLike {
  write(bytes: Uint8Array): void
  resize(size: Size): void
  snapshot(): Snapshot
  dispose(): void
}

/** The facts about a step in take.json. */
export interface StepFacts {
  readonly typed?: Ms
  readonly typing?: readonly Stretch[]
  readonly measured?: Measured
}

export interface CutterOptions {
  readonly openScreen: (size: Size) => ScreenLike
  /** Which markers open which steps. */
  readonly openings: StepMarkers
  readonly facts?: (step: StepId) => StepFacts
  /**
   * Stores a chunk and returns its number, one more than the last. Without it, no segment is long.
   */
  readonly seal?: ((chunk: Chunk) => number) | undefined
  readonly limits?: Limits
}

/** Cuts a cast while it is read. It holds about one chunk of a long segment. */
export interface Cutter {
  event(event: TermEvent): void
  end(): PaneTake
}

/**
 * Cuts at step markers, and computes the screen at each. The output passes the sanitizer first,
 * whoever recorded it.
 */
export function createCutter(head: CastHead, options: CutterOptions): Cutter {
  const { openings, facts = () => ({}) } = options
  const screen = options.openScreen(head.size)
  const segments: Segment[] = []
  let growing: GrowingSegment | null = null
  let clean: Uint8Array[] = []
  const filter = createSanitizer({ size: head.size }, { bytes: (bytes) => clean.push(bytes) })
  let markers = 0
  const pace = withoutIdle(head.idleLimit)

  const finish = () => {
    if (growing) segments.push(growing.end())
    growing = null
  }
  const begin = (step: StepId, from: Ms) => {
    finish()
    const { seal, limits } = options
    const known = { step, opening: screen.snapshot(), ...facts(step) }
    growing = growSegment(known, { from, look: () => screen.snapshot(), seal, limits })
  }
  if (openings.first !== undefined) begin(openings.first, 0)

  return {
    event(given) {
      const event = { ...given, at: pace(given.at) }
      if (event.type === 'marker') {
        const step = openings.at(event.label, markers++)
        if (step !== undefined) return begin(step, event.at)
      }
      if (event.type === 'output') {
        filter.push(event.data)
        for (const data of clean) {
          growing?.add({ ...event, data })
          screen.write(data)
        }
        clean = []
        return
      }
      growing?.add(event)
      if (event.type === 'resize') {
        filter.resize(event.size)
        screen.resize(event.size)
      }
    },
    end() {
      finish()
      const closing = screen.snapshot()
      screen.dispose()
      return { size: head.size, segments, closing, ...defined({ timestamp: head.timestamp }) }
    },
  }
}

/** Maps times so that no silence is longer than the author of the cast wants. */
function withoutIdle(limit: Ms = Infinity): (at: Ms) => Ms {
  let before: Ms = 0
  let now: Ms = 0
  return (at) => {
    now = limit === Infinity ? at : now + Math.min(at - before, limit)
    before = at
    return now
  }
}
