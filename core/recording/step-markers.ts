import type { StepId } from '../demo/model.ts'

/** The marker that opens a step's segment. */
const OURS = 'step:'
export const stepMarker = (step: StepId) => `${OURS}${step}`

/** Tells which markers of a cast open which steps. */
export interface StepMarkers {
  /** The step that begins at the start of the cast. */
  readonly first: StepId | undefined
  /** The step that this marker opens; `nth` counts all markers of the cast from 0. */
  at(label: string, nth: number): StepId | undefined
}

/**
 * `labels`: the labels of all markers, in order. A cast without our markers is cut at its own if
 * there is one for each step; otherwise all of it is the first step. A cast with our markers for
 * other steps only has none of these steps: it records another script.
 */
export function stepMarkersOf(labels: readonly string[], steps: readonly StepId[]): StepMarkers {
  const ours = new Map(steps.map((step) => [stepMarker(step), step]))
  if (labels.some((label) => label.startsWith(OURS)))
    return { first: undefined, at: (label) => ours.get(label) }
  if (labels.length === steps.length && steps.length > 0)
    return { first: undefined, at: (_, nth) => steps[nth] }
  return { first: steps[0], at: () => undefined }
}
