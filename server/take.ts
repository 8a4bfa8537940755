import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { readCast } from '../core/cast.ts'
import { CAST_LIMIT } from '../core/cast-event.ts'
import type { Demo, PaneId, StepId } from '../core/demo.ts'
import type { Ms, TermEvent } from '../core/event.ts'
import type { Parsed, Problem } from '../core/problem.ts'
import { redactPieces } from '../core/redact.ts'
import { cutSegments } from '../core/segment.ts'
import type { PaneTake, Take } from '../core/take.ts'
import { createScreen } from './screen.ts'

/** take.json: what was measured when the take was recorded (DESIGN §5). */
const measured = v.object({
  status: v.exactOptional(v.number()),
  /** Milliseconds from the last Enter to its end. */
  duration: v.number(),
  lines: v.number(),
  /** Milliseconds from the step's marker to its last Enter. */
  typed: v.exactOptional(v.number()),
  /** Did `expect` hold? A take in which it did not is not published. */
  expect: v.exactOptional(v.boolean()),
})
const facts = v.object({
  version: v.literal(1),
  /** ISO 8601. */
  recorded: v.string(),
  /** `linux/amd64`, as images name it. */
  platform: v.string(),
  tools: v.record(v.string(), v.string()),
  /** SHA-256 of the demo's folder without its take. */
  script: v.string(),
  steps: v.record(v.string(), v.record(v.string(), measured)),
})
export type TakeFacts = v.InferOutput<typeof facts>
export type StepMeasure = v.InferOutput<typeof measured>

const FACTS = 'take.json'

/**
 * Reads a demo's take: its casts, cut into steps, and its facts. No take at all is no problem. A
 * pane whose cast cannot be read lacks a recording; the others have theirs.
 */
export async function loadTake(
  folder: string,
  demo: Demo,
  secrets: readonly string[] = [],
): Promise<Parsed<Take>> {
  const problems: Problem[] = []
  const known = readFacts(folder, problems)
  const panes = new Map<PaneId, PaneTake>()
  for (const { id } of demo.panes) {
    const file = join(folder, `${id}.cast`)
    const text = await textOf(file, problems)
    if (text === null) continue
    const read = readCast(file, text)
    problems.push(...read.problems)
    if (!read.value) continue
    const cast = { ...read.value, events: covered(read.value.events, secrets) }
    const steps = demo.steps.map((step) => step.id)
    panes.set(
      id,
      cutSegments(
        cast,
        steps,
        // As beside a live session: with a scrollback, xterm's saved cursor scrolls along.
        (size) => createScreen(size, { scrollback: 0 }),
        (step) => {
          const { typed, expect: _, ...rest } = known?.steps[step]?.[id] ?? {}
          return {
            ...(typed === undefined ? {} : { typed }),
            ...('duration' in rest ? { measured: rest } : {}),
          }
        },
      ),
    )
  }
  if (panes.size === 0) return { value: null, problems }
  const { recorded, platform, tools, script } = known ?? { tools: {} }
  const value = {
    ...(recorded === undefined ? {} : { recorded }),
    ...(platform === undefined ? {} : { platform }),
    ...(script === undefined ? {} : { script }),
    tools,
    panes,
  }
  return { value, problems }
}

/** How long each step took when it was recorded, for the patience of steps that name none. */
export function recordedTimes(folder: string): (step: StepId, pane: PaneId) => Ms | undefined {
  const known = readFacts(join(folder, 'take'), [])
  return (step, pane) => known?.steps[step]?.[pane]?.duration
}

function readFacts(folder: string, problems: Problem[]): TakeFacts | null {
  const file = join(folder, FACTS)
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      problems.push({ file, message: `cannot be read: ${(error as Error).message}` })
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

/** Null when there is no such file; any other failure is a problem. */
async function textOf(file: string, problems: Problem[]): Promise<string | null> {
  try {
    // What is too large is not read at all: it may be larger than our memory.
    const { size } = await stat(file)
    if (size <= CAST_LIMIT.file) return await readFile(file, 'utf8')
    const limit = CAST_LIMIT.file / 1024 / 1024
    const message = `the recording is larger than ${limit} MiB`
    problems.push({ file, message, hint: 'record a shorter one' })
    return null
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') problems.push({ file, message: `cannot be read: ${message}` })
    return null
  }
}

/** Secrets never reach a page, though they were recorded before they were named. */
function covered(events: readonly TermEvent[], secrets: readonly string[]): readonly TermEvent[] {
  if (secrets.length === 0) return events
  const outputs = events.filter((event) => event.type === 'output')
  const texts = outputs.map(({ data }) => new TextDecoder().decode(data))
  const safe = redactPieces(texts, secrets)
  const shown = new Map(outputs.map((event, index) => [event as TermEvent, safe[index] ?? '']))
  return events.map((event) =>
    event.type === 'output'
      ? { ...event, data: new TextEncoder().encode(shown.get(event) ?? '') }
      : event,
  )
}
