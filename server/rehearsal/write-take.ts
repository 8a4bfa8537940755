import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Demo, PaneId, Step, StepId } from '../../core/demo/model.ts'
import { replaceStep } from '../../core/recording/replace-step.ts'
import { defined } from '../../core/base/defined.ts'
import type { PaneResult } from '../demo/headless-run.ts'
import type { StepMeasure, TakeFacts } from '../recording/take/load-take.ts'

export interface TakeWriting {
  readonly demo: Demo
  /** The folder that becomes the take. */
  readonly fresh: string
  /** The folder with the casts of the new recording. */
  readonly from: string
  /** The current take. */
  readonly take: string
  readonly facts: TakeFacts
  /**
   * Only these steps are new, and the others stay as they are. Absent: the recording is the take.
   */
  readonly steps?: readonly StepId[] | undefined
}

/**
 * Writes the casts and take.json; for single steps, a copy of the take with only those exchanged.
 * Returns null, or what the old take lacks for that.
 */
export function writeTake(options: TakeWriting): string | null {
  const { demo, fresh, from, take, steps } = options
  let { facts } = options
  for (const { id } of demo.panes) {
    const file = (folder: string) => join(folder, `${id}.cast`)
    let text = readFileSync(file(from), 'utf8')
    if (steps !== undefined) {
      const recorded = text
      text = readFileSync(file(take), 'utf8')
      for (const step of steps) {
        const spliced = replaceStep(text, recorded, step)
        if (spliced === null)
          return `the take has no step ${step} in pane ${id}: record the whole demo first`
        text = spliced
      }
    }
    if (fresh !== from || steps !== undefined) writeFileSync(file(fresh), text)
  }
  if (steps !== undefined) {
    const old = JSON.parse(readFileSync(join(take, 'take.json'), 'utf8')) as TakeFacts
    const exchanged = Object.entries(facts.steps).filter(([step]) => steps.includes(step))
    facts = { ...facts, steps: { ...old.steps, ...Object.fromEntries(exchanged) } }
  }
  writeFileSync(join(fresh, 'take.json'), `${JSON.stringify(facts, null, 2)}\n`)
  return null
}

export const hasTake = (take: string) => existsSync(join(take, 'take.json'))

/**
 * The measurements of a step for take.json, or the reason why the step does not count as recorded.
 */
export function measure(
  step: Step,
  results: ReadonlyMap<PaneId, PaneResult>,
): Record<PaneId, StepMeasure> | string {
  const measures: Record<PaneId, StepMeasure> = {}
  for (const [pane, part] of step.parts) {
    const result = results.get(pane)
    const outcome = result?.type === 'live' ? result.outcome : null
    if (!outcome) return `step ${step.id}, pane ${pane}: it was not performed`
    if (!outcome.ok) return `step ${step.id}, pane ${pane}: ${outcome.detail ?? outcome.why}`
    const { typed, typing } = result?.type === 'live' ? result : {}
    measures[pane] = {
      ...defined({ status: outcome.status }),
      duration: Math.round(outcome.duration),
      lines: outcome.lines,
      ...defined({ typed, typing, expect: part.expect === undefined ? undefined : true }),
    }
  }
  return measures
}
