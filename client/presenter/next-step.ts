import type { CueSheet } from '../../core/demo/cue-sheet.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Next } from '../../core/protocol/position.ts'
import { createElement, setText } from '../base/dom.ts'
import { duration } from '../base/labels.ts'
import type { Play } from '../demo/play.ts'
import type { PresenterFrame } from './frame.ts'
import type { Late, Running } from './late-countdown.ts'
import { createPaneModes } from './pane-modes.ts'
import { createStepDetails } from './step-details.ts'
import { createStepsToCome, type StepsToCome } from './steps-to-come.ts'
import { usualOf } from './talk.ts'

export interface StepsShown extends Omit<StepsToCome, 'at'> {
  readonly next: Next
  /** The demo on the slide. */
  readonly demo: string | null
  readonly late: Late
}

const WORDS = {
  finish: 'Next finishes the typing',
  busy: 'A step is running',
  fragment: 'Next shows more of this slide',
  slide: 'Next shows the next slide',
  end: 'That was the last slide',
} as const

/** What *next* does and should print, the state of every pane, and the steps to come. */
export function createSteps(
  { step: host, panes, coming }: Pick<PresenterFrame, 'step' | 'panes' | 'coming'>,
  plays: ReadonlyMap<string, Play>,
  sheet: CueSheet,
) {
  const details = createStepDetails(plays, sheet)
  const { title, time, count, soon, bad } = createParts(host, details.element)
  const modes = createPaneModes(panes)
  const ahead = createStepsToCome(coming)

  return {
    show(all: StepsShown): void {
      const { next, demo, late } = all
      const running = demo === null ? null : late.running(demo)
      const at = running ?? (next.kind === 'step' ? next : null)
      const play = at ? plays.get(at.demo) : undefined
      const head = running ? 'Running' : 'Next step'
      setText(title, at ? `${head}: ${at.step}` : next.kind === 'step' ? '' : WORDS[next.kind])
      if (at) title.title = play?.script.steps.find(({ id }) => id === at.step)?.caption ?? ''
      host.dataset['at'] = running ? 'running' : next.kind
      setText(time, running ? timeOf(running) : usually(at && usualOf(play, at.step)))
      const words = running ? lateWords(running) : { count: '', soon: '' }
      setText(count, words.count)
      setText(soon, words.soon)
      setText(bad, at && !running ? (all.bad(at.demo, at.step) ?? '') : '')
      details.show(at)
      modes.show(demo === null ? undefined : plays.get(demo))
      ahead.show({ ...all, at })
    },
  }
}

function createParts(host: HTMLElement, details: HTMLElement) {
  const title = createElement('h2', 'pv-title')
  const time = createElement('p', 'pv-usual')
  const count = createElement('p', 'pv-countdown')
  // The seconds are only shown; a screen reader hears once that the step is late.
  const soon = createElement('p', 'spoken')
  soon.setAttribute('role', 'status')
  const bad = createElement('p', 'pv-bad')
  host.append(title, time, count, soon, bad, details)
  return { title, time, count, soon, bad }
}

const usually = (usual: Ms | null) => (usual ? `usually ${duration(usual)}` : '')

/** How long the step takes usually, and has taken so far. */
function timeOf({ usual, now }: Running): string {
  const so = now === null ? 'running' : `now ${duration(now)}`
  return [usually(usual), so].filter((word) => word !== '').join(', ')
}

/** What happens when the step goes on being late; empty where it is not late. */
function lateWords({ left, holds }: Running) {
  if (left === null) return { count: '', soon: '' }
  const then = holds ? 'it is held' : 'its recording takes over'
  const seconds = Math.ceil(left / 1_000)
  return { count: `late: in ${seconds} s ${then}`, soon: `late: soon ${then}` }
}
