import type { PaneId, StepId } from '../demo/model.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Drift } from './drift.ts'
import type { Ms } from '../base/event.ts'
import { outcomeText } from '../demo/outcome.ts'

/** Why a step was not performed. */
export type NotRun =
  /** A requirement is not met here: the step is replay only. */
  | 'missing'
  /** Nobody has approved the demo on this machine. */
  | 'untrusted'
  /** The demo has a recording and nothing to run. */
  | 'replay-only'
  /** Its setup failed. */
  | 'setup'
  /** An earlier step did not hold, and the pane was in replay since. */
  | 'earlier'
  /** Somebody stopped the rehearsal. */
  | 'stopped'

/** The result of one pane of a step; `drift`: from its recording, if there is one. */
export type Found =
  | { readonly type: 'not-run'; readonly cause: NotRun; readonly why: string }
  | {
      readonly type: 'failed'
      readonly outcome: Outcome & { readonly ok: false }
      readonly drift: Drift | null
    }
  /** It held. */
  | { readonly type: 'held'; readonly outcome: Outcome; readonly drift: Drift | null }
  /** It rested while others acted, and what it printed meanwhile is not as recorded. */
  | { readonly type: 'rested'; readonly drift: Drift }

export interface PaneReport {
  readonly pane: PaneId
  readonly found: Found
  /**
   * How long the step takes in this pane, from the press to its end, when it was recorded and today.
   * Where today's typing was hurried, it counts as it was recorded.
   */
  readonly recorded?: Ms
  readonly today?: Ms
}

export interface StepReport {
  readonly step: StepId
  /** The talk works without this step, so the rehearsal never fails because of it. */
  readonly optional: boolean
  readonly panes: readonly PaneReport[]
}

export interface DemoReport {
  readonly demo: string
  readonly steps: readonly StepReport[]
  /** The script has changed since it was recorded. */
  readonly stale: boolean
  /** Where today's recording is kept; absent when it is of no interest. */
  readonly kept?: string
  /** The steps whose recording in the take was replaced by today's. */
  readonly updated?: readonly StepId[]
  /** Why the take was not updated. */
  readonly notUpdated?: string
}

/** From the best to the worst; a step's is the worst of its panes'. */
export const VERDICTS = ['same', 'benign', 'not-run', 'unrecorded', 'drift', 'failed'] as const
/**
 * `benign`: only what is volatile differs from the take. `drift`: it is another result.
 * `unrecorded`: it held, and there is no recording of it. `failed`: it did not hold.
 */
export type Verdict = (typeof VERDICTS)[number]

export function verdictOf(found: Found): Verdict {
  if (found.type === 'not-run' || found.type === 'failed') return found.type
  if (found.drift === null) return 'unrecorded'
  return found.drift.kind === 'meaningful' ? 'drift' : found.drift.kind
}

export function stepVerdict({ panes }: StepReport): Verdict {
  const worst = Math.max(0, ...panes.map(({ found }) => VERDICTS.indexOf(verdictOf(found))))
  return VERDICTS[worst] ?? 'same'
}

/**
 * Whether this step is a failure of the rehearsal. `allowMissing`: unmet requirements of this
 * machine are none. A step whose recording was replaced is none either.
 */
export function isFailure(
  { updated = [] }: Pick<DemoReport, 'updated'>,
  report: StepReport,
  allowMissing: boolean,
): boolean {
  if (report.optional) return false
  return report.panes.some(({ found }) => {
    if (found.type === 'not-run')
      return found.cause !== 'replay-only' && !(allowMissing && found.cause === 'missing')
    const verdict = verdictOf(found)
    if (verdict === 'drift' || verdict === 'unrecorded') return !updated.includes(report.step)
    return verdict === 'failed'
  })
}

export const driftOf = (found: Found) => (found.type === 'not-run' ? null : found.drift)

/** The result as people say it: a few words, no full stop. */
export function foundSentence(found: Found): string {
  switch (found.type) {
    case 'not-run':
      return found.cause === 'missing' || found.cause === 'replay-only'
        ? `replay only: ${found.why}`
        : `not run: ${found.why}`
    case 'failed':
      return outcomeText(found.outcome)
    case 'held':
      return found.drift === null
        ? 'held; there is no recording to compare it with'
        : driftSentence(found.drift)
    case 'rested':
      return `${driftSentence(found.drift)} while it rested`
    default:
      return found satisfies never
  }
}

function driftSentence(drift: Drift): string {
  if (drift.kind === 'same') return 'as recorded'
  return drift.kind === 'benign' ? `as recorded but for ${benign(drift)}` : 'another result'
}

/** `2 ids, version 28.2.2 → 29.0.0`. Versions are told, of the others there is only to say how many. */
function benign({ changes }: Drift): string {
  const versions = changes
    .filter(({ kind }) => kind === 'version')
    .map(({ take, today }) => `version ${take} → ${today}`)
  const counts = new Map<string, number>()
  for (const { kind } of changes)
    if (kind !== 'version') counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const others = [...counts].map(([kind, count]) => {
    if (kind === 'spacing') return 'spacing'
    if (kind === 'mask')
      return count === 1 ? 'a mask of the script' : `${count} masks of the script`
    return count === 1 ? `one ${kind}` : `${count} ${kind}s`
  })
  return [...others, ...versions].join(', ')
}
