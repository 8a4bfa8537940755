import { day } from '../../core/base/date.ts'
import type { TakeJson } from '../../core/recording/bundle.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Ms, Size } from '../../core/base/event.ts'
import type { PaneState } from '../../core/runner/runner.ts'

/* The words that the room reads. They are pure, so that a table test can name each sentence. */

/** `28.2` of `28.2.2`, which is all that the room can take in; the take has the whole version. */
export const brief = (version: string) => /^\d+\.\d+/.exec(version)?.[0] ?? version

/** How many tools a badge names. Nobody reads a longer list from the last row. */
const TOOLS = 2

/** When and where the recording was made: `recorded 3 Nov 2026 · docker 28.2 · linux/amd64`. */
export function provenance(take: TakeJson): string {
  const when = take.recorded === undefined ? null : day(take.recorded)
  return [
    ...(when === null ? [] : [`recorded ${when}`]),
    ...Object.entries(take.tools)
      .slice(0, TOOLS)
      .map(([name, version]) => `${name} ${brief(version)}`),
    ...(take.platform === undefined ? [] : [take.platform]),
  ].join(' · ')
}

export interface Badge {
  readonly kind: 'LIVE' | 'REPLAY'
  /** When and where the recording was made. */
  readonly facts: string
  /** Why it is shown instead of a live terminal. */
  readonly why: string
}

export function badge(pane: Pick<PaneState, 'mode' | 'why'>, take: TakeJson | null): Badge {
  if (pane.mode === 'live') return { kind: 'LIVE', facts: '', why: '' }
  return {
    kind: 'REPLAY',
    facts: take ? provenance(take) : 'no recording',
    why: pane.why ?? '',
  }
}

/** `0.4 s`, `12 s`, `2 min 5 s`. */
export function duration(ms: Ms): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `3 ms` below a tenth of a second, because no command took 0.0 s. */
export const took = (ms: Ms) => (ms < 95 ? `${Math.max(1, Math.round(ms))} ms` : duration(ms))

export const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

/** `72 of 120 columns`, where not all of a terminal is seen. */
export function visible(seen: Size, all: Size): string {
  return [
    ...(seen.cols < all.cols ? [`${seen.cols} of ${all.cols} columns`] : []),
    ...(seen.rows < all.rows ? [`${seen.rows} of ${all.rows} rows`] : []),
  ].join(', ')
}

/** How a part of a step ended. `failing`: its command is supposed to fail. */
export type Ended = Outcome & { readonly failing: boolean }

/** Whether the presenter has ended it, so that nothing has failed. */
export const isByHand = (outcome: Outcome) =>
  !outcome.ok && (outcome.why === 'hand' || outcome.why === 'cancelled')

/**
 * The exit status, where somebody judges it. A step that went to plan with a status of a program that was
 * only ended (130 after Ctrl-C) would look like a failure.
 */
function statusOf(ended: Ended): string[] {
  const { status, ok, failing } = ended
  if (status === undefined || (ok && status !== 0 && !failing)) return []
  return [ok && failing ? `exit ${status}, as expected` : `exit ${status}`]
}

/** `exit 137, as expected · 0.4 s · 3 lines`, as far as these are known. */
export function chip(ended: Ended): string {
  if (isByHand(ended)) return 'by hand'
  return [
    ...statusOf(ended),
    ...(ended.duration === undefined ? [] : [took(ended.duration)]),
    ...(ended.lines === undefined ? [] : [count(ended.lines, 'line')]),
  ].join(' · ')
}

/** For a screen reader: `step hello, runc: finished, exit 0, 3 lines`. */
export function announcement(step: string, pane: string, ended: Ended): string {
  const words = [
    ended.ok ? 'finished' : isByHand(ended) ? 'taken over by hand' : 'failed',
    ...statusOf(ended),
    ...(ended.lines === undefined ? [] : [count(ended.lines, 'line')]),
  ]
  return `step ${step}, ${pane}: ${words.join(', ')}`
}
