import type { StepId } from '../demo/model.ts'

/** The marker that opens a step's segment. */
const OURS = 'step:'
export const stepMarker = (step: StepId) => `${OURS}${step}`

/** Tells which markers of a cast open which steps. */
export interface StepMarkers {
  /** Why not every step has a part, for people; absent where each has one. */
  readonly lacking?: string
  /** The step that begins at the start of the cast. */
  readonly first: StepId | undefined
  /** The step that this marker opens; `nth` counts all markers of the cast from 0. */
  at(label: string, nth: number): StepId | undefined
}

/**
 * `labels`: the labels of all markers, in order. A cast without our markers is cut at its own if there is
 * one for each step, or for each but the first; what comes before the first marker belongs to the first
 * step. Otherwise all of it is the first step. A cast with our markers for other steps only has none of
 * these steps: it records another script.
 */
export function stepMarkersOf(labels: readonly string[], steps: readonly StepId[]): StepMarkers {
  const ours = new Map(steps.map((step) => [stepMarker(step), step]))
  if (labels.some((label) => label.startsWith(OURS)))
    return { first: undefined, at: (label) => ours.get(label) }
  const before = steps.length - labels.length
  if (before === 0 || before === 1)
    return {
      first: steps[0],
      at: (_, nth) => (nth + before === 0 ? undefined : steps[nth + before]),
    }
  const count = (n: number, noun: string) => `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`
  const lacking = `the recording has ${count(labels.length, 'marker')}, and the script has ${count(steps.length, 'step')}`
  return { first: steps[0], at: () => undefined, lacking }
}

/** What the author can do about it. */
export const MARKERS_HINT =
  'write a step for each marker, or one more for what comes before the first'
