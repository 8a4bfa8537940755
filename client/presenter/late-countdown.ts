import type { Clock } from '../../core/base/clock.ts'
import type { CueSheet } from '../../core/demo/cue-sheet.ts'
import { patienceOf } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Play } from '../demo/play.ts'
import { usualOf } from './talk.ts'
import { own } from '../../core/base/own.ts'

/** What this window knows of a step that runs. */
export interface Running {
  readonly demo: string
  readonly step: string
  /** Time since it began, with the typing; null where it ran already when this window was opened. */
  readonly now: Ms | null
  /** What it took when it was recorded. */
  readonly usual: Ms | null
  /** Time until its recording takes over or (`holds`) it is held; null where it is not late. */
  readonly left: Ms | null
  readonly holds: boolean
}

export interface Late {
  /** Notes what runs now; to be called at every change. */
  look(): void
  running(demo: string): Running | null
}

/** A command is late when it takes this much longer than when it was recorded. */
const SLACK: Ms = 1_000

/** Watches what runs live, and counts down to what happens when it takes too long. */
export function createLate(plays: ReadonlyMap<string, Play>, sheet: CueSheet, clock: Clock): Late {
  /** When each demo's step and each pane began; null for those that ran before the first look. */
  const since = new Map<string, { run: string; at: Ms | null }>()
  const note = (key: string, run: string | null) => {
    if (run === null) since.delete(key)
    else if (since.get(key)?.run !== run) since.set(key, { run, at: first ? null : clock.now() })
  }
  const passed = (key: string) => {
    const at = since.get(key)?.at ?? null
    return at === null ? null : clock.now() - at
  }
  let first = true

  function look(): void {
    for (const [demo, { state }] of plays) {
      note(demo, state.at === 'running' ? `${state.step}` : null)
      for (const [id, pane] of Object.entries(state.panes))
        note(`${demo} ${id}`, pane.phase === 'running' ? `${state.step} ${pane.mode}` : null)
    }
    first = false
  }

  return {
    look,
    running(demo) {
      const play = plays.get(demo)
      const state = play?.state
      const step = play?.script.steps[state?.step ?? -1]
      if (!play || state?.at !== 'running' || !step) return null
      const recorded = (pane: string) =>
        own(play.bundle.take?.panes, pane)?.segments.find((one) => one.step === step.id)?.measured
          ?.duration
      const panes = Object.entries(state.panes).filter(([, pane]) => pane.phase === 'running')
      const left = panes.flatMap(([id, pane]) => {
        const now = passed(`${demo} ${id}`)
        if (pane.mode !== 'live' || now === null || now < (recorded(id) ?? 0) + SLACK) return []
        const patience = patienceOf(own(own(sheet.demos, demo), step.id) ?? {}, recorded(id))
        return Math.max(0, patience - now)
      })
      const holds =
        step.onFail === 'hold' || panes.some(([id]) => !play.script.recorded(state.step, id))
      return {
        demo,
        step: step.id,
        holds,
        now: passed(demo),
        usual: usualOf(play, step.id) || null,
        left: left.length > 0 ? Math.min(...left) : null,
      }
    },
  }
}
