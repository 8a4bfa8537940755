import type { Demo, PaneId, StepId } from '../demo/model.ts'
import type { Measured } from '../demo/outcome.ts'
import type { Ms, Size, Snapshot, TermEvent } from '../base/event.ts'

/** A stretch of recorded time: its beginning and its end. */
export type Stretch = readonly [Ms, Ms]

/** One pane's recording of one step: its opening screen, and what happened. */
export interface Segment {
  readonly step: StepId
  readonly opening: Snapshot
  /** Times count from the segment's start. */
  readonly events: readonly TermEvent[]
  /** When the last Enter of the script was pressed; absent for a foreign cast. */
  readonly typed?: Ms
  /** When keys were typed; absent in takes that only know `typed`. */
  readonly typing?: readonly Stretch[]
  /** The measurements of the recording; absent for a foreign cast. */
  readonly measured?: Measured
  /** Replaces `events`, which are empty then, where there are too many to be held. */
  readonly long?: LongSegment
}

/** A segment cut into chunks, each of which is loaded when it is needed. */
export interface LongSegment {
  /** The time of its last event. */
  readonly length: Ms
  /** Lines of output. */
  readonly lines: number
  /** Where nothing was printed for long, in the order of time. */
  readonly silences: readonly Stretch[]
  /** When each chunk begins: the time of its first event. Never empty. */
  readonly starts: readonly Ms[]
  /** The number of its first chunk; the others follow. */
  readonly number: number
}

/**
 * A part of a long segment. The keyframe and then the events draw it, without anything before it.
 */
export interface Chunk {
  /** How many events of the segment come before it. */
  readonly first: number
  readonly keyframe: Snapshot
  /** Times count from the segment's start. */
  readonly events: readonly TermEvent[]
}

/** One pane's recording, cut into steps. */
export interface PaneTake {
  readonly size: Size
  readonly segments: readonly Segment[]
  /** The screen after the last step. */
  readonly closing: Snapshot
  /** When it was recorded, as its cast says: Unix time in seconds. */
  readonly timestamp?: number
}

/** The recording of a demo: the casts of its panes plus what was measured when recording. */
export interface Take {
  /** ISO 8601, absent where a foreign cast does not say. */
  readonly recorded?: string
  /** For example `linux/amd64`. */
  readonly platform?: string
  /** Versions that the badge shows, for example `{ docker: '28.2.2' }`. */
  readonly tools: Readonly<Record<string, string>>
  /** Hash of the script that was recorded. */
  readonly script?: string
  readonly panes: ReadonlyMap<PaneId, PaneTake>
}

/** The size of the panes: of a demo that leaves it to its recording, as large as any pane of that. */
export function sizeOf({ size, isAsLargeAsTake }: Demo, take: Take | null): Size {
  const sizes = [...(take?.panes.values() ?? [])].map((pane) => pane.size)
  if (!isAsLargeAsTake || sizes.length === 0) return size
  const most = (side: 'cols' | 'rows') => Math.max(...sizes.map((one) => one[side]))
  return { cols: most('cols'), rows: most('rows') }
}
