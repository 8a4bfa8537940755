import type { StepId } from '../demo/model.ts'

/** The marker that opens a step's segment. */
const OURS = 'step:'
export const stepMarker = (step: StepId) => `${OURS}${step}`

/** Which markers of a cast open which steps. */
export interface StepMarkers {
  /** The step that begins with the cast itself. */
  readonly first: StepId | undefined
  /** The step that the marker opens which is the `nth` of its cast, counted from 0. */
  at(label: string, nth: number): StepId | undefined
}

/**
 * `labels` are those of all markers, in their order. A cast without our markers is cut at its own
 * where there is one for each step; otherwise all of it is the first step. A cast of ours whose steps
 * are all others has none of these: it is the recording of another script.
 */
export function stepMarkersOf(labels: readonly string[], steps: readonly StepId[]): StepMarkers {
  const ours = new Map(steps.map((step) => [stepMarker(step), step]))
  if (labels.some((label) => label.startsWith(OURS)))
    return { first: undefined, at: (label) => ours.get(label) }
  if (labels.length === steps.length && steps.length > 0)
    return { first: undefined, at: (_, nth) => steps[nth] }
  return { first: steps[0], at: () => undefined }
}
