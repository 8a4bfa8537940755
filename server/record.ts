import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import type { Demo, PaneId, Step, StepId } from '../core/demo.ts'
import type { Outcome } from '../core/driver.ts'
import type { Ms } from '../core/event.ts'
import { stepMarker } from '../core/openings.ts'
import { spliceStep } from '../core/splice.ts'
import { reason } from './attempt.ts'
import { freshTake, publishTake, recoverTake } from './publish.ts'
import { createRecorder } from './recorder.ts'
import type { Recorder } from './recorder.ts'
import type { Session } from './session.ts'
import type { StepMeasure, TakeFacts } from './take.ts'
import type { World } from './world.ts'

export interface RecordOptions {
  readonly demo: Demo
  /** The demo's folder; the take is its `take/`. */
  readonly folder: string
  /** Opens the demo's world; `opened` must hear of each session before anything is printed in it. */
  world(opened: (pane: PaneId, session: Session) => void): World<Session>
  readonly clock: Clock
  /** When: Unix time in milliseconds. */
  readonly date: number
  readonly platform: string
  readonly tools: Readonly<Record<string, string>>
  /** Hash of the script that is recorded. */
  readonly script: string
  /** One of the demo's: record it anew and keep the others; the steps before it are performed all the same. */
  readonly step?: StepId
  /** Hears of each pane's outcome as it comes. */
  readonly told: (step: StepId, pane: PaneId, outcome: Outcome) => void
  readonly complain: (what: string) => void
}

export type Recorded = { readonly ok: true } | { readonly ok: false; readonly why: string }

/** A prompt that has just been printed belongs to the step, and a viewer wants to see it stand. */
const SETTLE: Ms = 300

/**
 * Performs a demo live and writes its take. The take that is there stays until the new one is whole:
 * a step that fails, a crash or a full disk leaves it as it was.
 */
export async function recordDemo(options: RecordOptions): Promise<Recorded> {
  const take = join(options.folder, 'take')
  try {
    recoverTake(take)
    removeUnfinished(take)
    if (options.step !== undefined && !existsSync(join(take, 'take.json')))
      return { ok: false, why: 'there is no take yet: record the whole demo first' }
    const fresh = freshTake(take)
    const why = await recordInto(fresh, take, options).catch(reason)
    if (why === null) return publishTake(fresh, take)
    rmSync(fresh, { recursive: true, force: true })
    return { ok: false, why }
  } catch (error) {
    return { ok: false, why: reason(error) }
  }
}

/** Performs all of it into a folder of its own; null, or why that is not a take. */
async function recordInto(
  fresh: string,
  take: string,
  options: RecordOptions,
): Promise<string | null> {
  const { demo, clock, complain } = options
  const recorders = new Map<PaneId, Recorder>()
  const sessions = new Map<PaneId, Session>()
  const world = options.world((pane, session) => {
    // A shell that had to be opened anew would begin a second cast for the same pane.
    if (recorders.has(pane))
      return complain(`${pane}: a second shell was opened; it is not recorded`)
    try {
      const recorder = createRecorder({
        file: join(fresh, `${pane}.cast`),
        size: demo.size,
        clock,
        timestamp: Math.round(options.date / 1000),
        title: `${demo.title} (${pane})`,
        complain,
      })
      session.addOutput(recorder)
      recorders.set(pane, recorder)
      sessions.set(pane, session)
    } catch (error) {
      // Whoever opens the shell has to be able to close it again.
      complain(`${pane}: it is not recorded: ${reason(error)}`)
    }
  })
  const steps: TakeFacts['steps'] = {}
  let why: string | null = null
  let whole = true
  try {
    const ready = await world.prepare(demo.panes.map((pane) => pane.id))
    if (!ready.ok) why = ready.why
    for (const step of why === null ? demo.steps : []) {
      sessions.forEach((session) => session.marker(stepMarker(step.id)))
      const result = await performOnce(step, world, options)
      if (typeof result === 'string') {
        why = result
        break
      }
      steps[step.id] = result
      if (step.id === options.step) break
    }
  } finally {
    await world.close()
    for (const { id } of demo.panes) whole = (recorders.get(id)?.close() ?? false) && whole
  }
  if (why === null && !whole) why = 'the recording is not whole; the disk may be full'
  return why ?? finish(fresh, take, steps, options)
}

/** One step in all its panes; what was measured, or why it failed. */
async function performOnce(
  step: Step,
  world: World<Session>,
  { clock, told }: RecordOptions,
): Promise<Record<PaneId, StepMeasure> | string> {
  const start = clock.now()
  const typed = new Map<PaneId, Ms>()
  const performances = world.perform(
    step.id,
    [...step.parts.keys()],
    () => {},
    (pane) => typed.set(pane, Math.round(clock.now() - start)),
  )
  const outcomes = await Promise.all(
    [...performances].map(async ([pane, { done }]) => {
      const outcome = await done
      told(step.id, pane, outcome)
      return [pane, outcome] as const
    }),
  )
  await new Promise<void>((resolve) => clock.wake(clock.now() + SETTLE, resolve))
  const measures: Record<PaneId, StepMeasure> = {}
  for (const [pane, outcome] of outcomes) {
    if (!outcome.ok) return `step ${step.id}, pane ${pane}: ${outcome.detail ?? outcome.why}`
    const at = typed.get(pane)
    measures[pane] = {
      ...(outcome.status === undefined ? {} : { status: outcome.status }),
      duration: Math.round(outcome.duration),
      lines: outcome.lines,
      ...(at === undefined ? {} : { typed: at }),
      ...(step.parts.get(pane)?.expect === undefined ? {} : { expect: true }),
    }
  }
  return measures
}

/**
 * Writes take.json; for a single step, into a copy of the take with only that step exchanged. Says
 * what the old take lacks for that.
 */
function finish(
  fresh: string,
  take: string,
  steps: TakeFacts['steps'],
  options: RecordOptions,
): string | null {
  const { demo, step, platform, tools, script } = options
  const recorded = new Date(options.date).toISOString()
  let facts: TakeFacts = { version: 1, recorded, platform, tools, script, steps }
  if (step !== undefined) {
    const old = JSON.parse(readFileSync(join(take, 'take.json'), 'utf8')) as TakeFacts
    facts = { ...facts, steps: { ...old.steps, ...(steps[step] ? { [step]: steps[step] } : {}) } }
    for (const { id } of demo.panes) {
      const [into, from] = [take, fresh].map((folder) =>
        readFileSync(join(folder, `${id}.cast`), 'utf8'),
      )
      const spliced = spliceStep(into ?? '', from ?? '', step)
      if (spliced === null)
        return `the take has no step ${step} in pane ${id}: record the whole demo first`
      writeFileSync(join(fresh, `${id}.cast`), spliced)
    }
  }
  writeFileSync(join(fresh, 'take.json'), `${JSON.stringify(facts, null, 2)}\n`)
  return null
}

/** What recordings left behind that were cut off. */
function removeUnfinished(take: string): void {
  const name = basename(take)
  for (const entry of readdirSync(dirname(take)))
    if (entry.startsWith(`${name}.`) && entry.endsWith('.partial'))
      rmSync(join(dirname(take), entry), { recursive: true, force: true })
}
