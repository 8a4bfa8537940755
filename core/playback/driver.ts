import type { StepId } from '../demo/model.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Emit, Ms, Stop } from '../base/event.ts'

export type Kind = 'live' | 'replay'

/** The phase of a performance: setup prepares the demo, keys are typed, a command runs. */
export type Phase = 'setup' | 'typing' | 'running'

export interface Performance {
  /** Resolves exactly once, and never rejects. */
  readonly done: Promise<Outcome>
  /** Types the rest of the text at once. */
  hurry(): void
  /** Stops typing at once; `done` resolves as `cancelled` unless it already has. */
  cancel(): void
}

/** A value for `from` that means after the last step. No step has this id. */
export const END: StepId = ''

/**
 * The interface that live terminals and recordings share: callers do not know which one they use.
 */
export interface Driver {
  readonly kind: Kind
  /**
   * Start emitting; the first signal is a reset. `from` asks a replay to stand at that step's
   * opening (or at the `END`); a live terminal stands where it stands.
   */
  attach(emit: Emit, from?: StepId): Stop
  /** Perform one step. `tell` hears of each phase as it begins. */
  perform(step: StepId, tell?: (phase: Phase) => void): Performance
  /** Keys that somebody typed by hand. A replay drops them. */
  write(data: string): void
  /** The position in the present or last step; null where there is nothing to seek in. */
  playhead?(): Playhead | null
  /**
   * Shows the present step as it was at this time, and plays on from there. A time past its end
   * ends it. The cost does not depend on the time. A step that has ended reports no second outcome.
   */
  seek?(at: Ms): void
}

/** A place in a recorded step. Both count recorded time from the step's start. */
export interface Playhead {
  readonly at: Ms
  readonly length: Ms
}

/** A performance that has this outcome at once. */
export function already(outcome: Outcome): Performance {
  return { done: Promise.resolve(outcome), hurry() {}, cancel() {} }
}

/** A performance that cannot begin, because what it needs is not there. */
export function missing(detail: string): Performance {
  return already({ ok: false, why: 'missing', detail })
}
