import { join } from 'node:path'
import type { Clock } from '../../core/base/clock.ts'
import { patternName } from '../../core/demo/model.ts'
import type { Demo, PaneId, Pattern, Step, StepId } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { drift } from '../../core/rehearsal/drift.ts'
import type { Drift } from '../../core/rehearsal/drift.ts'
import type { Masks } from '../../core/rehearsal/volatile.ts'
import type { Places } from '../../core/demo/pattern-search.ts'
import type { Ms, Size } from '../../core/base/event.ts'
import type {
  DemoReport,
  Found,
  NotRun,
  PaneReport,
  StepReport,
} from '../../core/rehearsal/report.ts'
import type { PaneTake, Segment, Take } from '../../core/recording/take.ts'
import { outcomeText } from '../../core/demo/outcome.ts'
import { defined } from '../../core/base/defined.ts'
import { performHeadless } from '../demo/headless-run.ts'
import type { PaneResult } from '../demo/headless-run.ts'
import { placesOf } from '../base/pattern-search.ts'
import { openPaneRecorders } from '../recording/recorder/pane-recorders.ts'
import type { Session } from '../terminal/session/session.ts'
import { createScreen } from '../terminal/screen/headless-screen.ts'
import { loadTake } from '../recording/take/load-take.ts'
import type { DemoRuntime } from '../demo/runtime.ts'

export interface RehearseOptions {
  readonly demo: Demo
  /** The demo's folder; the take is its `take/`, which is only read. */
  readonly folder: string
  /** The folder into which today's casts are written. */
  readonly into: string
  /**
   * Opens the demo's runtime; `opened` must be called with each session before anything is printed
   * in it.
   */
  openRuntime(opened: (pane: PaneId, session: Session) => void): DemoRuntime<Session>
  readonly clock: Clock
  /** The time of the rehearsal: Unix time in milliseconds. */
  readonly date: number
  /** The current versions of the tools. */
  readonly tools: Readonly<Record<string, string>>
  /** The hash of the current script. */
  readonly script: string
  readonly secrets: readonly string[]
  /** Types at once. Otherwise types as a person would, which a take needs. */
  readonly hurried: boolean
  /** Called with each step as it begins. */
  readonly begins: (step: StepId) => void
  readonly complain: (what: string) => void
  readonly stop?: AbortSignal
}

export interface Rehearsed {
  readonly report: DemoReport
  /** The result of each step, by pane. */
  readonly results: ReadonlyMap<StepId, ReadonlyMap<PaneId, PaneResult>>
  /** Whether today's casts are complete. */
  readonly whole: boolean
  /**
   * Whether the take has each step in each pane, in this order and size, so that single steps can
   * be exchanged.
   */
  readonly fits: boolean
}

/** Performs every step live, and compares each with its recording. Never touches the take. */
export async function rehearseDemo(options: RehearseOptions): Promise<Rehearsed> {
  const { demo, clock, date, into, complain, stop } = options
  const { value: take, problems } = await loadTake(
    join(options.folder, 'take'),
    demo,
    options.secrets,
  )
  for (const { file, message } of problems) complain(`${file}: ${message}`)
  const recording = openPaneRecorders({ demo, folder: into, clock, date, complain })
  const runtime = options.openRuntime(recording.opened)
  const results = new Map<StepId, ReadonlyMap<PaneId, PaneResult>>()
  const stale = take?.script !== undefined && take.script !== options.script
  let refused: { cause: NotRun; why: string } | null = null
  let whole: boolean
  try {
    refused = await prepare(runtime)
    if (refused === null)
      await performHeadless({
        demo,
        runtime,
        clock,
        hurried: options.hurried,
        stop,
        recorded: (step, pane) => segmentOf(take?.panes.get(pane), step) !== undefined,
        begins(step) {
          recording.begins(step.id)
          options.begins(step.id)
        },
        told() {},
        ended(step, found) {
          results.set(step.id, found)
          return true
        },
      })
  } finally {
    recording.ends()
    await runtime.close()
    whole = recording.close()
  }
  refused ??= { cause: 'stopped', why: 'the rehearsal was stopped' }
  // Today's output is read back from its casts, so that both sides go through the same code.
  const { value: today } = results.size > 0 ? await loadTake(into, demo) : { value: null }
  const tools = Object.values({ ...take?.tools }).concat(Object.values(options.tools))
  const compare = comparer(take, today, {
    patterns: demo.mask,
    versions: tools,
    places: withinTime((pattern) =>
      complain(`${patternName(pattern)} takes too long on this output, and masks nothing`),
    ),
  })
  /** The reason why a pane is in replay, until it is live again. */
  const lost = new Map<PaneId, NotRun>()
  const steps = demo.steps.map((step): StepReport => {
    const performed = results.get(step.id)
    const resting = demo.panes.flatMap(({ id }): PaneReport[] => {
      const drift = performed?.get(id)?.type === 'rested' ? compare(step, id) : null
      return drift && drift.kind !== 'same' ? [{ pane: id, found: { type: 'rested', drift } }] : []
    })
    const acting = [...step.parts.keys()].map((pane): PaneReport => {
      const result = performed?.get(pane)
      if (!result) return { pane, found: { type: 'not-run', ...refused } }
      const found = foundOf(step, result, lost.get(pane), () => compare(step, pane))
      if (found.type === 'not-run') lost.set(pane, found.cause)
      else lost.delete(pane)
      return { pane, found, ...times(step.id, pane, result, take, options.hurried) }
    })
    return { step: step.id, optional: step.optional, panes: [...acting, ...resting] }
  })
  return { report: { demo: demo.name, steps, stale }, results, whole, fits: fits(take, demo) }
}

/** Returns null, or why no step can be performed. */
async function prepare(
  runtime: DemoRuntime<Session>,
): Promise<{ cause: NotRun; why: string } | null> {
  const { demo } = runtime
  const why = await runtime.unmet()
  if (why !== null) return { cause: demo.live ? 'missing' : 'replay-only', why }
  const ready = await runtime.prepare(demo.panes.map((pane) => pane.id))
  return ready.ok ? null : { cause: 'setup', why: ready.why }
}

function foundOf(
  step: Step,
  result: PaneResult,
  lost: NotRun | undefined,
  compare: () => Drift | null,
): Found {
  if (result.type === 'replay')
    return {
      type: 'not-run',
      cause: lost === 'missing' ? lost : 'earlier',
      why: `in replay since an earlier step: ${result.why}`,
    }
  if (result.type === 'rested') throw new Error('invariant: a pane with a part does not rest')
  const { outcome } = result
  if (outcome.ok) return { type: 'held', outcome, drift: compare() }
  if (outcome.why === 'cancelled')
    return { type: 'not-run', cause: 'stopped', why: 'the rehearsal was stopped' }
  // Only a step with requirements of its own can lack one: those of the demo were met before it
  // began.
  if (outcome.why === 'missing' && step.requires.length > 0)
    return { type: 'not-run', cause: 'missing', why: outcomeText(outcome) }
  return { type: 'failed', outcome, drift: compare() }
}

function fits(take: Take | null, { panes, steps, size }: Demo): boolean {
  return panes.every(({ id }) => {
    const pane = take?.panes.get(id)
    return (
      pane?.size.cols === size.cols &&
      pane.size.rows === size.rows &&
      pane.segments.length === steps.length &&
      pane.segments.every((segment, i) => segment.step === steps[i]?.id)
    )
  })
}

const segmentOf = (pane: PaneTake | undefined, step: StepId): Segment | undefined =>
  pane?.segments.find((segment) => segment.step === step)

/** Looks for masks, but no longer for one that once took too long. */
function withinTime(tooLong: (pattern: Pattern) => void): Places {
  const late = new Set<Pattern>()
  return (pattern, text) => {
    const places = late.has(pattern) ? [] : placesOf(pattern, text)
    if (places) return places
    late.add(pattern)
    tooLong(pattern)
    return []
  }
}

function comparer(take: Take | null, today: Take | null, masks: Masks) {
  return ({ id }: Step, pane: PaneId) => {
    const [before, now] = [take, today].map((one) => {
      const recorded = one?.panes.get(pane)
      const segment = segmentOf(recorded, id)
      return recorded && segment ? stepText(segment, recorded.size) : null
    })
    return typeof before === 'string' ? drift(before, now ?? '', masks) : null
  }
}

/** This many lines at the end of a step's output are compared. */
const KEPT = 20_000

/**
 * The output of a step as text, from the line on which it began to the last one, including what has
 * scrolled away; a line that wraps counts as one. If the step changed what stood above that line,
 * as a full-screen program does, it is the whole screen at the end.
 */
function stepText({ opening, events }: Segment, size: Size): string {
  const screen = createScreen(size, { scrollback: KEPT })
  screen.write(opening.screen)
  const from = screen.row()
  const above = screen.text(0, from)
  for (const event of events) {
    if (event.type === 'output') screen.write(event.data)
    else if (event.type === 'resize') screen.resize(event.size)
  }
  const text = screen.text(screen.text(0, from) === above ? from : 0)
  screen.dispose()
  return text
}

function times(
  step: StepId,
  pane: PaneId,
  result: PaneResult,
  take: Take | null,
  hurried: boolean,
): { recorded?: Ms; today?: Ms } {
  const segment = segmentOf(take?.panes.get(pane), step)
  const recorded = segment?.measured && (segment.typed ?? 0) + segment.measured.duration
  const outcome: Outcome | null = result.type === 'live' ? result.outcome : null
  const typed = result.type === 'live' ? result.typed : undefined
  const typing = (hurried ? segment?.typed : undefined) ?? typed ?? 0
  const today = outcome?.duration
  return defined({
    recorded,
    today: today === undefined ? undefined : Math.round(typing + today),
  })
}
