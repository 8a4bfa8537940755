import type { PaneId, PublicStep } from '../../core/demo/model.ts'
import type { RunnerState } from '../../core/runner/runner.ts'

/** The steps that a stage shows: indices, both included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Names of steps that do not exist are ignored here; the check of the deck reports them. */
export function rangeOf(steps: readonly PublicStep[], from?: string, to?: string): Range {
  const index = (id: string | undefined, otherwise: number) => {
    const found = steps.findIndex((step) => step.id === id)
    return found === -1 ? otherwise : found
  }
  const first = index(from, 0)
  return { from: first, to: Math.max(first, index(to, steps.length - 1)) }
}

/** The panes that a stage shows: those that it names (`a b`), else all. */
export function panesOf(all: readonly PaneId[], named?: string): readonly PaneId[] {
  const asked = new Set(named?.split(/\s+/))
  const some = all.filter((pane) => asked.has(pane))
  return some.length > 0 ? some : all
}

/** Panes stand beside each other; more than three would be too narrow and stand in a grid. */
export function layoutOf(asked: string | undefined, panes: number): string {
  if (asked === 'rows' || asked === 'grid' || asked === 'single') return asked
  return panes > 3 ? 'grid' : 'columns'
}

/**
 * What *next* does on this stage: `finish` the typing, nothing while commands run (`busy`), or
 * perform the step of this index; null where the stage has nothing left for it.
 */
export function nextOn(state: RunnerState, range: Range): 'finish' | 'busy' | number | null {
  if (state.at === 'running')
    return Object.values(state.panes).some(({ phase }) => phase === 'typing') ? 'finish' : 'busy'
  if (!stepsLeft(state, range)) return null
  return skippedTo(state, range) ?? (state.at === 'held' ? state.step + 1 : state.step)
}

/** Whether there is a step on this stage that *next* would perform, or one that runs. */
export function stepsLeft({ at, step }: RunnerState, { to }: Range): boolean {
  if (at === 'running') return true
  // A step that failed and is held is passed: the next step is the one after it.
  const next = at === 'held' ? step + 1 : step
  // If slides were skipped, their steps are passed, and the next step is the first one here.
  return at !== 'done' && next <= to
}

/**
 * The step at which the runner has to stand when this stage is shown; null to leave it alone. Nothing
 * is performed by this. Showing another slide never moves a live demo: its terminals stay where they
 * are, and its next step stays the next one until *next* is pressed.
 */
export function whereOnShow(
  state: Pick<RunnerState, 'at' | 'step' | 'panes'>,
  { from, to }: Range,
  mark: number | null,
): number | null {
  const { at, step, panes } = state
  if (at === 'running' || (step >= from && step <= to + 1)) return null
  const live = Object.values(panes).some((pane) => pane.mode === 'live')
  if (live) return null
  const there = step < from ? from : to + 1
  return mark === null ? there : Math.min(to + 1, Math.max(from, mark))
}

/** The step that *next* has to go to before it performs; null where it stands there already. */
export function skippedTo({ at, step }: RunnerState, { from }: Range): number | null {
  const next = at === 'held' ? step + 1 : step
  return at === 'running' || next >= from ? null : from
}

/** Why no step can be skipped on this stage, for people; null where one can. */
export function whyUnskippable(state: RunnerState, range: Range): string | null {
  if (state.at === 'running') return 'the step is running'
  return state.at === 'held' || stepsLeft(state, range) ? null : 'no step is left here'
}

/** Whether there is a step on this stage to go back to: one that runs, is held or is passed. */
export function isBehind({ at, step }: RunnerState, { from, to }: Range): boolean {
  if (step < from || step > to + 1) return false
  return at === 'running' || at === 'held' || step > from
}
