import type { Ms } from '../../core/base/event.ts'
import { createElement, setText } from '../base/dom.ts'
import { button, rename } from './button.ts'
import { clockTime, remaining } from './labels.ts'
import type { LinkState } from './link.ts'

const HOUR: Ms = 3_600_000

/** The talk's timer: how long it runs, what is left, and the buttons that start, pause and reset it. */
export interface TimerRow {
  readonly element: HTMLElement
  /** Shows the time. `now` on this page's clock. */
  readonly tick: (state: LinkState, now: Ms) => void
  enable(on: boolean): void
}

export function createTimerRow(touch: (what: 'timer' | 'reset') => void): TimerRow {
  const element = createElement('div', 'time')
  const elapsed = createElement('p', 'elapsed')
  const left = createElement('p', 'left')
  const timer = button('timer', () => touch('timer'))
  const reset = button('reset', () => touch('reset'), 'Reset')
  element.append(elapsed, left, timer, reset)
  return {
    element,
    tick(state, now) {
      const view = 'view' in state ? state.view : null
      if (!view) return
      const { running, planned } = view.timer
      const since = state.at === 'open' && running ? now - state.since : 0
      const total = view.timer.elapsed + since
      setText(elapsed, clockTime(total))
      elapsed.dataset['hours'] = String(total >= HOUR)
      const rest = remaining(total, planned)
      setText(left, rest?.words ?? '')
      left.dataset['over'] = String(rest?.over ?? false)
      setText(timer, running ? 'Pause' : total > 0 ? 'Go on' : 'Start')
      rename(timer, `${timer.textContent} the timer`)
      const useless = running || total === 0
      if (reset.hidden !== useless) reset.hidden = useless
    },
    enable(on) {
      timer.disabled = !on
      reset.disabled = !on
    },
  }
}
