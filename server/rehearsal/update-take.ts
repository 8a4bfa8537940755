import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Demo, StepId } from '../../core/demo/model.ts'
import { stepVerdict } from '../../core/rehearsal/report.ts'
import { reason } from '../base/result.ts'
import { freshTake, publishTake, recoverTake } from '../recording/recorder/publish-take.ts'
import type { Rehearsed } from './rehearse-demo.ts'
import type { TakeFacts } from '../recording/take/load-take.ts'
import { hasTake, measure, writeTake } from './write-take.ts'

export interface UpdateOptions {
  readonly demo: Demo
  /** The demo's folder. */
  readonly folder: string
  /** The folder into which the rehearsal recorded. */
  readonly from: string
  readonly rehearsed: Rehearsed
  /** The content of take.json for today's recording. */
  readonly facts: Omit<TakeFacts, 'steps'>
}

/** The steps that the take got from today's recording, or why it stays as it is. */
export type Updated = { readonly steps: readonly StepId[] } | { readonly why: string }

/**
 * Brings a take up to date with a rehearsal: only steps with another result are exchanged. If the
 * take lacks steps or has others, today's recording replaces it. A step that failed, or an
 * incomplete recording, leaves the take unchanged.
 */
export function updateTake(options: UpdateOptions): Updated {
  const { demo, folder, from, rehearsed, facts } = options
  const { report, results, whole, fits } = rehearsed
  const bad = report.steps.find((one) => ['failed', 'not-run'].includes(stepVerdict(one)))
  const drifted = report.steps.filter((one) => stepVerdict(one) === 'drift').map(({ step }) => step)
  if (fits && drifted.length === 0 && !report.stale) return { steps: [] }
  if (bad && !(bad.optional && fits)) return { why: `the step ${bad.step} did not hold` }
  if (!whole) return { why: 'the recording is not whole; the disk may be full' }

  const steps: TakeFacts['steps'] = {}
  for (const step of demo.steps) {
    const measured = measure(step, results.get(step.id) ?? new Map())
    if (typeof measured !== 'string') steps[step.id] = measured
  }
  const take = join(folder, 'take')
  const only = fits && hasTake(take) ? drifted : undefined
  let fresh: string | undefined
  try {
    recoverTake(take)
    // A take that only got a new script keeps its date, because no part of it was recorded today.
    const kept = only?.length === 0 ? { ...factsOf(take), script: facts.script } : facts
    fresh = freshTake(take)
    const why = writeTake({ demo, fresh, from, take, facts: { ...kept, steps }, steps: only })
    if (why !== null) return { why }
    const published = publishTake(fresh, take)
    if (!published.ok) return { why: published.why }
    return { steps: only ?? demo.steps.map(({ id }) => id) }
  } catch (error) {
    return { why: reason(error) }
  } finally {
    if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true })
  }
}

const factsOf = (take: string) =>
  JSON.parse(readFileSync(join(take, 'take.json'), 'utf8')) as TakeFacts
