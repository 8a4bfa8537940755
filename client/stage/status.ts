import type { Kind } from '../../core/playback/driver.ts'
import { isFailing, type PaneId } from '../../core/demo/model.ts'
import { outcomeText, type Outcome } from '../../core/demo/outcome.ts'
import type { Ended } from '../base/labels.ts'
import { setText } from '../base/dom.ts'
import { badge, chip, duration, isByHand } from '../base/labels.ts'
import type { Play } from '../demo/play.ts'
import type { PaneFrame } from './pane-frame.ts'

/** Milliseconds between two updates of the running time, which is shown in tenths of a second. */
const TICK = 100
const LOADING = 'loading the recording…'

/** The result of a performance. A recording that could not be played says why: nobody saw it fail. */
const came = (ended: Ended, mode: Kind) =>
  chip(ended) || (ended.ok || mode === 'live' ? '' : outcomeText(ended))

type PaneState = Play['state']['panes'][string]

/** Whether the command that has ended in this pane is supposed to fail. */
function wasToFail({ script, state: { at, step } }: Play, id: PaneId): boolean {
  const last = at === 'running' || at === 'held' ? step : step - 1
  return isFailing(script.steps[last], id)
}

/** The words around a terminal: its badge, the running time, and how the last command ended. */
export function createStatus({ pane, tag, kind, facts, result, why }: PaneFrame, id: PaneId) {
  /** The last outcome and its mode: the result of a recording must not stand under the badge LIVE. */
  let ended: { outcome?: Outcome; failing?: boolean; mode: Kind } = { mode: 'live' }
  let since = 0
  let ticking: ReturnType<typeof setInterval> | null = null

  function tick(): void {
    setText(result, `running ${duration(performance.now() - since)}`)
  }
  function time(running: boolean): void {
    if (running === (ticking !== null)) return
    if (ticking !== null) clearInterval(ticking)
    ticking = running ? setInterval(tick, TICK) : null
    since = performance.now()
    if (running) tick()
  }
  /** What the footer says; null: the running time stays. */
  function resultOf(state: PaneState, asked: Kind, loading: boolean): string | null {
    const { phase, outcome, mode } = state
    if (loading) return LOADING
    if (phase === 'setup') return mode === 'live' ? 'setting up…' : ''
    if ((phase === 'done' || phase === 'failed') && ended.mode === mode) {
      const { failing = false } = ended
      return (outcome ? came({ ...outcome, failing }, asked) : '') || phase
    }
    return phase === 'running' ? null : ''
  }

  return {
    /** `state`: with the mode of what draws. `asked`: the mode that was asked for. */
    show(play: Play, state: PaneState, asked: Kind, visible: boolean): void {
      const { mode, phase, outcome } = state
      const words = badge(state, play.bundle.take)
      pane.dataset['mode'] = mode
      pane.dataset['phase'] = phase
      pane.dataset['ok'] = String(outcome?.ok ?? true)
      pane.dataset['by'] = outcome && isByHand(outcome) ? 'hand' : ''
      setText(kind, words.kind)
      setText(why, words.why)
      const origin = play.loading ? '' : words.facts
      setText(facts, origin)
      tag.title = [words.kind, origin, words.why].filter((w) => w !== '').join(' · ')
      if (outcome && outcome !== ended.outcome)
        ended = { outcome, mode, failing: wasToFail(play, id) }
      time(visible && phase === 'running')
      const text = resultOf(state, asked, play.loading)
      if (text !== null) setText(result, text)
    },
    /** Stops the running time. */
    stop: () => time(false),
  }
}
