import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { deferPerformance } from '../../core/playback/deferred-performance.ts'
import { already, type Performance, type Phase } from '../../core/playback/driver.ts'
import type { Switch } from '../../core/playback/switch-driver.ts'
import type { RunnerInput } from '../../core/runner/runner.ts'
import type { AwaitedRecording } from './awaited-recording.ts'
import type { Live } from './live-driver.ts'

/** The newest performance of each pane of a demo. */
export interface PanePerformances {
  /** Performs a step. `run`: the number under which the runner hears of it; null: it does not. */
  perform(id: PaneId, step: StepId, run: number | null): void
  /** Asks whether the program runs that this resting pane should show; the runner hears of the answer. */
  attend(id: PaneId, step: StepId, run: number): void
  /** Joins what runs on the server. `intent`: its name there; undefined where nobody knows it. */
  resume(id: PaneId, run: number, intent: string | undefined): void
  /** The runner hears from now on of a performance that this page only showed so far. */
  follow(id: PaneId, run: number, performance: Performance): void
  get(id: PaneId): Performance | undefined
  cancel(id: PaneId): void
}

export interface PanePerformancesOptions {
  readonly pane: (id: PaneId) => Switch
  readonly recording: Pick<AwaitedRecording, 'load' | 'ahead'>
  readonly live: Pick<Live, 'resume'> | undefined
  /** Whether the runner wants a recording in this pane, also where the pane still shows a terminal. */
  readonly isReplayed: (id: PaneId) => boolean
  readonly send: (input: RunnerInput) => void
}

type Tell = (phase: Phase) => void

const NOTHING: Outcome = { ok: false, why: 'missing', detail: 'there is no recording' }
const UNKNOWN: Outcome = { ok: false, why: 'missing', detail: 'nobody knows what ran' }

export function createPanePerformances(options: PanePerformancesOptions): PanePerformances {
  const { pane, recording, live, isReplayed, send } = options
  const performances = new Map<PaneId, Performance>()

  /**
   * Performs once the recording is here, which a live step may need at any moment: the server may be
   * gone by then. What is to be replayed is never run, also where there is no recording after all.
   */
  function start(id: PaneId, step: StepId, tell?: Tell): Performance {
    const isLive = () => pane(id).kind === 'live'
    const begin = () =>
      isLive() && isReplayed(id) ? already(NOTHING) : pane(id).perform(step, tell)
    const rest = () => (isLive() ? recording.ahead(step) : null)
    const coming = recording.load()
    const ready = coming === null ? rest() : coming.then(() => rest() ?? undefined)
    return ready === null ? begin() : deferPerformance(ready, begin)
  }
  const teller =
    (id: PaneId, run: number): Tell =>
    (phase) =>
      send({ type: 'phase', pane: id, run, phase })

  function follow(id: PaneId, run: number, performance: Performance): void {
    performances.set(id, performance)
    hear(id, run, performance)
  }
  function hear(id: PaneId, run: number, { done }: Performance): void {
    void done.then((outcome) => send({ type: 'finished', pane: id, run, outcome }))
  }

  return {
    perform(id, step, run) {
      if (run === null) performances.set(id, start(id, step))
      else follow(id, run, start(id, step, teller(id, run)))
    },
    attend(id, step, run) {
      // What the recording plays meanwhile is not replaced by this question.
      if (pane(id).kind === 'live') hear(id, run, pane(id).perform(step))
    },
    resume(id, run, intent) {
      const isKnown = live && intent !== undefined
      follow(id, run, isKnown ? live.resume(intent, id, teller(id, run)) : already(UNKNOWN))
    },
    follow,
    get: (id) => performances.get(id),
    cancel(id) {
      performances.get(id)?.cancel()
      performances.delete(id)
    },
  }
}
