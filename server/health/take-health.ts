import { basename, join } from 'node:path'
import type { Size } from '../../core/base/event.ts'
import type { StepId } from '../../core/demo/model.ts'
import { sizeOf } from '../../core/recording/take.ts'
import { takeFindings } from '../../core/health/take-findings.ts'
import type { Damage, TakeFindings } from '../../core/health/take-findings.ts'
import type { Problem } from '../../core/base/problem.ts'
import { stepMarker } from '../../core/recording/step-markers.ts'
import { CAST_LIMIT } from '../../core/recording/asciicast-event.ts'
import { defined } from '../../core/base/defined.ts'
import { eachLine } from '../recording/take/file-lines.ts'
import { createChunkStore } from '../recording/take/chunk-store.ts'
import { scriptHash } from '../files/folder-hash.ts'
import type { LibraryDemo } from '../library/library.ts'
import { describeProblem } from '../library/describe-problem.ts'
import { loadTake } from '../recording/take/load-take.ts'

export interface TakeHealth {
  /** How large its panes are shown, where that is known. */
  readonly size?: Size
  readonly found: TakeFindings
  /** As take.json says it. */
  readonly tools: Readonly<Record<string, string>>
  readonly recorded?: string
}

/** Reads a demo's take as the stage would, and says what is wrong with it. Runs nothing. */
export async function takeHealth({
  demo,
  folder,
  problems: ofScript,
}: LibraryDemo): Promise<TakeHealth> {
  if (!demo) return { found: { findings: [], steps: new Map() }, tools: {} }
  const taken = join(folder, 'take')
  // Long steps go into a store, as for the stage, so that they need no memory. Nobody reads them here.
  const { value, problems } = await loadTake(taken, demo, [], createChunkStore())
  const panes = demo.panes.map(({ id }) => id)
  const steps = demo.steps.map(({ id }) => id)
  const damages = problems.map(async ({ hint, ...problem }): Promise<Damage> => {
    const pane = panes.find((id) => basename(problem.file) === `${id}.cast`)
    const step = pane === undefined ? undefined : await stepAt(problem, steps)
    return { ...defined({ pane, step, hint }), why: describeProblem(problem) }
  })
  // A script with problems does not run now, but it is recorded once it has been mended.
  const meant = ofScript.length > 0 ? { ...demo, live: true } : demo
  const found = takeFindings(meant, value, hashOf(folder), await Promise.all(damages))
  const size = sizeOf(demo, value)
  return { found, size, tools: value?.tools ?? {}, ...defined({ recorded: value?.recorded }) }
}

/** Empty for a script that cannot be read, so that no take matches it. */
function hashOf(folder: string): string {
  try {
    return scriptHash(folder)
  } catch {
    return ''
  }
}

/** The step of a cast in which a line lies. */
async function stepAt({ file, line }: Problem, steps: readonly StepId[]) {
  if (line === undefined) return undefined
  let number = 0
  let found: StepId | undefined
  const openings = steps.map((step) => [step, JSON.stringify(stepMarker(step))] as const)
  await eachLine(file, CAST_LIMIT.line, (text) => {
    const opened = text.includes('"m"') ? openings.find(([, label]) => text.includes(label)) : null
    found = opened?.[0] ?? found
    return ++number < line
  })
  return found
}
