import type { PlannedStep } from '../../core/talk/late-plan.ts'
import { createElement } from '../base/dom.ts'
import { duration } from '../base/labels.ts'

export interface StepsToCome {
  readonly coming: readonly PlannedStep[]
  /** Why a step would not run live; null where nothing is known against it. */
  readonly bad: (demo: string, step: string) => string | null
  /** Steps that would be skipped to be on time again. */
  readonly saving: readonly PlannedStep[]
  /** The step that runs or is next. */
  readonly at: Pick<PlannedStep, 'demo' | 'step'> | null
}

/** How many steps to come fit beside the next slide. */
const AHEAD = 6

/** Shows the steps to come. */
export function createStepsToCome(host: HTMLElement) {
  return {
    show(all: StepsToCome): void {
      const lines = all.coming.slice(0, AHEAD).map((step) => comingLine(step, all))
      const text = JSON.stringify([lines, all.coming.length])
      if (host.dataset['text'] === text) return
      host.dataset['text'] = text
      const list = createElement('ol')
      list.append(...lines.map(itemOf))
      const title = lines.length === 0 ? 'No step is left' : 'Steps to come'
      host.replaceChildren(createElement('h2', 'pv-title', title), list)
      const rest = all.coming.length - lines.length
      if (rest > 0) host.append(createElement('p', 'pv-none', `and ${rest} more`))
    },
  }
}

/** What is shown of a step. */
export interface ComingLine {
  readonly step: string
  /** How long it takes, whether it may be skipped, and why it would not run live. */
  readonly marks: string
  readonly isBad: boolean
  readonly isNow: boolean
}

export function comingLine(stop: PlannedStep, { at, bad, saving }: StepsToCome): ComingLine {
  const isThis = (one: StepsToCome['at']) => one?.demo === stop.demo && one.step === stop.step
  const why = bad(stop.demo, stop.step)
  const skip = saving.some(isThis) ? 'skip to save time' : stop.optional ? 'optional' : ''
  const marks = [duration(stop.usual), skip, why ?? '']
  return {
    step: stop.step,
    marks: marks.filter((mark) => mark !== '').join(' · '),
    isBad: why !== null,
    isNow: isThis(at),
  }
}

function itemOf({ step, marks, isBad, isNow }: ComingLine): HTMLElement {
  const item = createElement('li')
  if (isBad) item.dataset['bad'] = 'true'
  item.dataset['now'] = String(isNow)
  item.append(createElement('strong', '', step), ' ', createElement('span', '', marks))
  return item
}
