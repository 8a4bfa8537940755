import type { PublicDemo } from '../demo/model.ts'
import type { Measured } from '../demo/outcome.ts'
import type { Ms, Size, Snapshot } from '../base/event.ts'
import type { LongSegment, Stretch } from './take.ts'

/** How many bundles a page asks for as it opens: most talks begin with their first slides. */
export const FIRST_BUNDLES = 2

/**
 * What a page needs to play a demo: the same JSON is served to the stage and put into an export.
 * Event data is text (a cast is UTF-8), so that the file stays readable and compresses well.
 */
export interface DemoBundle {
  readonly demo: PublicDemo
  readonly take: TakeJson | null
  /** Why this demo cannot run live here, for people; absent when it can. */
  readonly replayOnly?: string
  /** Problems in the author's script, as text, shown in place of the demo when there is no take. */
  readonly problems?: readonly string[]
  /**
   * The parts of the recording that cannot be read, as text. The stage continues as if they were
   * missing. The presenter is told, the room is not.
   */
  readonly damage?: readonly string[]
}

export interface TakeJson {
  readonly recorded?: string
  readonly platform?: string
  readonly tools: Readonly<Record<string, string>>
  /**
   * The address of the chunks of long segments; the number of a chunk is appended. Each is a
   * `ChunkJson` as gzip. Absent where no segment is long.
   */
  readonly chunks?: string
  readonly panes: Readonly<Record<string, PaneTakeJson>>
}

export interface PaneTakeJson {
  readonly size: Size
  readonly closing: Snapshot
  readonly segments: readonly SegmentJson[]
}

export interface SegmentJson {
  readonly step: string
  readonly opening: Snapshot
  readonly typed?: Ms
  readonly typing?: readonly Stretch[]
  readonly measured?: Measured
  readonly events: readonly EventJson[]
  /** Replaces the events, which are empty then. */
  readonly long?: LongSegment
}

/** `[at, code, data]` with asciicast's codes o, i, r, m, x; `at` in whole milliseconds. */
export type EventJson = readonly [Ms, string, string]

export interface ChunkJson {
  readonly first: number
  readonly keyframe: Snapshot
  readonly events: readonly EventJson[]
}
