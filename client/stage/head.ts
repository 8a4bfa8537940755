import type { PublicStep } from '../../core/demo/model.ts'
import type { RunnerState } from '../../core/runner/runner.ts'
import { createElement, setText } from '../base/dom.ts'
import type { Range } from './step-range.ts'

/** The head of a stage: the caption of the step, and a mark for each step. */
export interface StageHead {
  readonly element: HTMLElement
  /** Shows the state, and returns the step whose caption is shown. */
  update(state: RunnerState): PublicStep | undefined
}

/** `steps`: those of the demo. `range`: those of them that the stage shows. */
export function createStageHead(steps: readonly PublicStep[], range: Range): StageHead {
  const captions = createElement('div', 'captions')
  // All captions lie in one cell, so that there is always room for the longest and nothing jumps.
  const lines = steps
    .slice(range.from, range.to + 1)
    .map((step) => createElement('p', 'caption', step.caption ?? ''))
  captions.append(...lines)
  const bar = createElement('p', 'steps')
  const marks = lines.map(() => createElement('span', 'mark'))
  const counter = createElement('span', 'counter')
  const track = createElement('span', 'marks')
  track.append(...marks)
  bar.append(track, counter)
  const element = createElement('div', 'stage-head')
  element.append(captions, bar)
  return {
    element,
    update(state) {
      const running = state.at === 'running'
      // Between two steps the caption of the one that was just performed stays.
      const done = Math.min(range.to + 1, Math.max(range.from, state.step))
      const at = running || state.at === 'held' ? done : Math.max(range.from, done - 1)
      const index = Math.min(at, range.to) - range.from
      lines.forEach((line, n) => {
        line.classList.toggle('now', n === index)
        line.setAttribute('aria-hidden', String(n !== index))
      })
      marks.forEach((mark, n) => (mark.dataset['state'] = markOf(range.from + n, state)))
      const performed = Math.min(lines.length, done - range.from + (running ? 1 : 0))
      setText(counter, `${performed} / ${lines.length}`)
      return steps[range.from + index]
    },
  }
}

function markOf(step: number, { at, step: now }: RunnerState): 'done' | 'now' | 'next' | 'later' {
  if (step < now) return 'done'
  if (step > now) return 'later'
  return at === 'running' ? 'now' : 'next'
}
