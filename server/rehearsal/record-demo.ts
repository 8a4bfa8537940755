import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'

import { basename, dirname, join } from 'node:path'
import type { Clock } from '../../core/base/clock.ts'
import type { Demo, PaneId, StepId } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { reason } from '../base/result.ts'
import { performHeadless } from '../demo/headless-run.ts'
import { freshTake, publishTake, recoverTake } from '../recording/recorder/publish-take.ts'
import { openPaneRecorders } from '../recording/recorder/pane-recorders.ts'
import type { Session } from '../terminal/session/session.ts'
import type { TakeFacts } from '../recording/take/load-take.ts'
import { hasTake, measure, writeTake } from './write-take.ts'
import type { DemoRuntime } from '../demo/runtime.ts'

export interface RecordOptions {
  readonly demo: Demo
  /** The demo's folder; the take is its `take/`. */
  readonly folder: string
  /**
   * Opens the demo's runtime; `opened` must be called with each session before anything is printed
   * in it.
   */
  openRuntime(opened: (pane: PaneId, session: Session) => void): DemoRuntime<Session>
  readonly clock: Clock
  /** The time of the recording: Unix time in milliseconds. */
  readonly date: number
  readonly platform: string
  readonly tools: Readonly<Record<string, string>>
  /** Hash of the script that is recorded. */
  readonly script: string
  /**
   * Record only this step again and keep the others. The steps before it are performed all the
   * same.
   */
  readonly step?: StepId
  /** Called with the outcome of each pane, and for a failure with what its screen shows, row by row. */
  readonly told: (step: StepId, pane: PaneId, outcome: Outcome, screen: readonly string[]) => void
  readonly complain: (what: string) => void
  /** Where the casts of a demo that failed are kept, in a folder of their own. */
  readonly tries: string
}

export type Recorded =
  | { readonly ok: true }
  /** `tried`: a folder with the casts of what was recorded, to be looked at. */
  | { readonly ok: false; readonly why: string; readonly tried?: string }

/**
 * Performs a demo live and writes its take. The old take stays until the new one is complete: a
 * step that fails, a crash or a full disk leaves it unchanged.
 */
export async function recordDemo(options: RecordOptions): Promise<Recorded> {
  const take = join(options.folder, 'take')
  try {
    recoverTake(take)
    removeUnfinished(take)
    if (options.step !== undefined && !hasTake(take))
      return { ok: false, why: 'there is no take yet: record the whole demo first' }
    const fresh = freshTake(take)
    const why = await recordInto(fresh, take, options).catch(reason)
    if (why === null) return publishTake(fresh, take)
    const tried = keepTry(fresh, options)
    rmSync(fresh, { recursive: true, force: true })
    return { ok: false, why, ...tried }
  } catch (error) {
    return { ok: false, why: reason(error) }
  }
}

/** Performs and records the demo into `fresh`. Returns null, or why the result is not a take. */
async function recordInto(
  fresh: string,
  take: string,
  options: RecordOptions,
): Promise<string | null> {
  const { demo, clock, complain, date, platform, tools, script, step: only } = options
  const recording = openPaneRecorders({ demo, folder: fresh, clock, date, complain })
  const runtime = options.openRuntime(recording.opened)
  const steps: TakeFacts['steps'] = {}
  let why: string | null = null
  let whole: boolean
  try {
    const ready = await runtime.prepare(demo.panes.map((pane) => pane.id))
    if (!ready.ok) why = ready.why
    else
      await performHeadless({
        demo,
        runtime,
        clock,
        told(step, pane, outcome) {
          const rows = outcome.ok ? [] : (runtime.terminal(pane)?.standing().lines ?? [])
          const last = rows.findLastIndex((row) => row.trim() !== '')
          options.told(step, pane, outcome, rows.slice(0, last + 1))
        },
        recorded: () => false,
        begins: (step) => recording.begins(step.id),
        ended(step, results) {
          const result = measure(step, results)
          if (typeof result === 'string') why = result
          else steps[step.id] = result
          return typeof result !== 'string' && step.id !== only
        },
      })
  } finally {
    recording.ends()
    await runtime.close()
    whole = recording.close()
  }
  if (why === null && !whole) why = 'the recording is not whole; the disk may be full'
  if (why !== null) return why
  const recorded = new Date(date).toISOString()
  const facts: TakeFacts = { version: 1, recorded, platform, tools, script, steps }
  const replaced = only === undefined ? undefined : [only]
  return writeTake({ demo, fresh, from: fresh, take, facts, steps: replaced })
}

/**
 * Keeps what was recorded of a demo that failed, outside its folder, where it would be a part of the
 * script. Nothing where no step began.
 */
function keepTry(fresh: string, { demo, tries }: RecordOptions): { tried?: string } {
  const casts = demo.panes
    .map(({ id }) => `${id}.cast`)
    .filter((name) => existsSync(join(fresh, name)))
  if (casts.length === 0) return {}
  try {
    const tried = mkdtempSync(join(tries, `cuecast-try-${demo.name}-`))
    for (const name of casts) copyFileSync(join(fresh, name), join(tried, name))
    return { tried }
  } catch {
    // What the presenter has to know is why the step failed, and not that the disk is full.
    return {}
  }
}

/** Removes what interrupted recordings have left behind. */
function removeUnfinished(take: string): void {
  const name = basename(take)
  for (const entry of readdirSync(dirname(take)))
    if (entry.startsWith(`${name}.`) && entry.endsWith('.partial'))
      rmSync(join(dirname(take), entry), { recursive: true, force: true })
}
