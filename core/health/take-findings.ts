import type { Demo, Pane, PaneId, StepId } from '../demo/model.ts'
import type { Ms } from '../base/event.ts'
import { fit } from './legibility.ts'
import type { Finding } from './health.ts'
import { MARKERS_HINT } from '../recording/step-markers.ts'
import type { PaneTake, Segment, Take } from '../recording/take.ts'

/** A part of a take that cannot be read. */
export interface Damage {
  /** Absent: it concerns the take as a whole. */
  readonly pane?: PaneId
  /** Absent: it concerns all steps, or the step is not known. */
  readonly step?: StepId
  /** `take/docker.cast:12: this line is not an event`. */
  readonly why: string
  /** What its author can do about it. */
  readonly hint?: string
}

/** The findings about a demo as a whole, and about each of its steps. */
export interface TakeFindings {
  readonly findings: readonly Finding[]
  readonly steps: ReadonlyMap<StepId, readonly Finding[]>
}

/** The prompt follows the end of the command. In every take it came within this time. */
const SLACK: Ms = 500

/**
 * Checks that a take exists, is complete, and belongs to this script and this size. `hash`: the
 * hash of the script now.
 */
export function takeFindings(
  demo: Demo,
  take: Take | null,
  hash: string,
  damages: readonly Damage[] = [],
): TakeFindings {
  const steps = new Map<StepId, Finding[]>(demo.steps.map(({ id }) => [id, []]))
  const told = ({ why, hint = 'mend that line, or remove it' }: Damage) => note(demo, why, hint)
  const all = damages.filter(({ step }) => step === undefined).map(told)
  for (const one of damages) if (one.step !== undefined) steps.get(one.step)?.push(told(one))
  if (!take) {
    const todo = anew(demo, `put it where the stage looks: ${demo.panes.map(castOf).join(', ')}`)
    return { findings: [...all, { costs: 'replay', why: 'there is no recording', todo }], steps }
  }
  all.push(...ofThisScript(demo, take, hash))
  for (const { id } of demo.panes) {
    const pane = take.panes.get(id)
    if (pane && !demo.isAsLargeAsTake && !isSize(pane, demo)) all.push(otherSize(demo, id, pane))
    for (const step of demo.steps.filter(({ parts }) => parts.has(id)))
      steps.get(step.id)?.push(...ofStep(demo, id, pane, step.id))
  }
  return { findings: all, steps }
}

/** What mends a recording: a new one, and for a demo that only replays what is said for it. */
const anew = ({ name, live }: Demo, otherwise: string) =>
  live ? `cuecast record ${name}` : otherwise

const castOf = ({ id }: Pick<Pane, 'id'>) => `take/${id}.cast`

const note = (demo: Demo, why: string, otherwise = ''): Finding => ({
  costs: 'nothing',
  why,
  todo: anew(demo, otherwise),
})

/** Names the pane where the demo has more than one. */
const named = (demo: Demo, pane: PaneId) => (demo.panes.length > 1 ? `${pane}: ` : '')

function ofThisScript(demo: Demo, take: Take, hash: string): readonly Finding[] {
  if (take.script === hash || !demo.live) return []
  return [
    take.script === undefined
      ? note(demo, 'it is not known which script was recorded')
      : note(demo, 'the script has changed since it was recorded'),
  ]
}

const isSize = ({ size }: PaneTake, demo: Demo) =>
  size.cols === demo.size.cols && size.rows === demo.size.rows

function otherSize(demo: Demo, id: PaneId, { size }: PaneTake): Finding {
  const [was, is] = [size, demo.size].map(({ cols, rows }) => `${cols}x${rows}`)
  const why = `${named(demo, id)}recorded at ${was}, and the script says ${is}`
  return note(demo, why, 'remove `size`: a demo that only replays is as large as its recording')
}

function ofStep(
  demo: Demo,
  id: PaneId,
  pane: PaneTake | undefined,
  step: StepId,
): readonly Finding[] {
  const segment = pane?.segments.find((one) => one.step === step)
  const lost = (why: string, otherwise: string): Finding => ({
    costs: 'replay',
    why: `${named(demo, id)}${why}`,
    todo: anew(demo, otherwise),
  })
  if (!pane) return [lost('there is no recording of this pane', `put it into ${castOf({ id })}`)]
  if (!segment) return [lost('this step is not in the recording', MARKERS_HINT)]
  if (endsEarly(segment))
    return [lost('the recording of this step ends before its end', 'take a whole recording')]
  const typed = segment.typed ?? 0
  const printed = segment.events.filter(({ at }) => at > typed)
  return fit(printed, pane.size).map((one) => ({ ...one, why: `${named(demo, id)}${one.why}` }))
}

/** The measured duration is longer than the recording: its end is missing. */
function endsEarly({ events, typed, measured, long }: Segment): boolean {
  if (typed === undefined || !measured) return false
  const last = long?.length ?? events.at(-1)?.at ?? 0
  return last < typed + measured.duration - SLACK
}
