import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Demo, PaneId, StepId } from '../../../core/demo/model.ts'
import type { Ms } from '../../../core/base/event.ts'
import type { Parsed, Problem } from '../../../core/base/problem.ts'
import type { PaneTake, Take } from '../../../core/recording/take.ts'
import { reason } from '../../base/result.ts'
import type { ChunkStore } from './chunk-store.ts'
import { readPane } from './load-pane.ts'
import { byName } from '../../../core/base/by-name.ts'
import { own } from '../../../core/base/own.ts'
import { defined } from '../../../core/base/defined.ts'

/** take.json: what was measured when the take was recorded. */
const measured = v.object({
  status: v.exactOptional(v.number()),
  /** Milliseconds from the last Enter to its end. */
  duration: v.number(),
  lines: v.number(),
  /** Milliseconds from the step's marker to its last Enter. */
  typed: v.exactOptional(v.number()),
  /** When keys were typed, as pairs of milliseconds from the step's marker. */
  typing: v.exactOptional(
    v.pipe(
      v.array(v.pipe(v.tuple([v.number(), v.number()]), v.readonly())),
      v.maxLength(1_000),
      v.readonly(),
    ),
  ),
  /** Did `expect` hold? A take in which it did not is not published. */
  expect: v.exactOptional(v.boolean()),
})
const facts = v.object({
  version: v.literal(1),
  /** ISO 8601. */
  recorded: v.string(),
  /** `linux/amd64`, as images name it. */
  platform: v.string(),
  tools: byName(v.string(), v.string()),
  /** SHA-256 of the demo's folder without its take. */
  script: v.string(),
  steps: byName(v.string(), byName(v.string(), measured)),
})
export type TakeFacts = v.InferOutput<typeof facts>
export type StepMeasure = v.InferOutput<typeof measured>

const FACTS = 'take.json'

/**
 * Reads a demo's take: its casts, cut into steps, and its facts. A missing take is no problem. If the
 * cast of one pane cannot be read, the others still have theirs. Long steps are cut into chunks that
 * go into `store`; without a store they stay whole. However large a cast is, reading it blocks this
 * process for one block at a time (see file-lines.ts) and holds a chunk or two in memory.
 */
export async function loadTake(
  folder: string,
  demo: Demo,
  secrets: readonly string[] = [],
  store?: ChunkStore,
): Promise<Parsed<Take>> {
  const problems: Problem[] = []
  const known = readFacts(folder, problems)
  const panes = new Map<PaneId, PaneTake>()
  const steps = demo.steps.map((step) => step.id)
  for (const { id } of demo.panes) {
    const facts = (step: StepId) => {
      const { typed, typing, expect: _, ...rest } = own(own(known?.steps, step), id) ?? {}
      return defined({ typed, typing, measured: 'duration' in rest ? rest : undefined })
    }
    const read = await readPane(join(folder, `${id}.cast`), { steps, secrets, facts, store })
    problems.push(...read.problems)
    if (read.value) panes.set(id, read.value)
  }
  if (panes.size === 0) return { value: null, problems }
  const { platform, tools, script } = known ?? { tools: {} }
  const recorded = known?.recorded ?? recordedBy([...panes.values()])
  const value = {
    ...defined({ recorded, platform, script }),
    tools,
    panes,
  }
  return { value, problems }
}

/** When the casts of a take without facts were recorded, as the first of them says it. */
function recordedBy(panes: readonly PaneTake[]): string | undefined {
  const seconds = panes.find(({ timestamp }) => timestamp !== undefined)?.timestamp
  const date = new Date((seconds ?? NaN) * 1000)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** How long each step took when it was recorded, for the patience of steps that name none. */
export function recordedTimes(folder: string): (step: StepId, pane: PaneId) => Ms | undefined {
  const known = readFacts(join(folder, 'take'), [])
  return (step, pane) => own(own(known?.steps, step), pane)?.duration
}

function readFacts(folder: string, problems: Problem[]): TakeFacts | null {
  const file = join(folder, FACTS)
  let text
  try {
    // Opening a pipe would block until somebody writes to it.
    if (!statSync(file).isFile()) {
      problems.push({ file, message: 'is not a file' })
      return null
    }
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      problems.push({ file, message: `cannot be read: ${reason(error, file)}` })
    return null
  }
  try {
    const read = v.safeParse(facts, JSON.parse(text))
    if (read.success) return read.output
    const where = v.getDotPath(read.issues[0]) ?? 'the file'
    problems.push({ file, message: `${where}: ${read.issues[0].message}`, hint: 'record it again' })
  } catch {
    problems.push({ file, message: 'this is not JSON', hint: 'record it again' })
  }
  return null
}
