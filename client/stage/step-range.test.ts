import { describe, expect, it } from 'vitest'
import type { RunnerState } from '../../core/runner/runner.ts'
import {
  isBehind,
  layoutOf,
  nextOn,
  panesOf,
  rangeOf,
  skippedTo,
  stepsLeft,
  whereOnShow,
  whyUnskippable,
} from './step-range.ts'

const steps = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
  id,
  panes: ['p'],
  onFail: 'replay' as const,
  rejoin: false,
  optional: false,
}))
const state = (at: RunnerState['at'], step: number, mode: 'live' | 'replay' = 'replay') => ({
  at,
  step,
  pressed: -Infinity,
  panes: { p: { mode, cause: 'none' as const, phase: 'idle' as const, run: 0 } },
})

it.each([
  [undefined, undefined, [0, 4]],
  ['b', 'd', [1, 3]],
  ['c', 'c', [2, 2]],
  ['d', 'b', [3, 3]],
  ['nobody', 'knows', [0, 4]],
])('a stage from %s to %s shows the steps %j', (from, to, expected) => {
  const range = rangeOf(steps, from, to)
  expect([range.from, range.to]).toEqual(expected)
})

it.each([
  [undefined, 1, 'columns'],
  ['columns', 2, 'columns'],
  ['columns', 4, 'grid'],
  ['rows', 4, 'rows'],
  ['single', 3, 'single'],
  ['diagonal', 2, 'columns'],
])('layout %s of %d panes is %s', (asked, panes, layout) =>
  expect(layoutOf(asked, panes)).toBe(layout),
)

it.each([
  [undefined, ['x', 'y', 'z']],
  ['z x', ['x', 'z']],
  ['nobody', ['x', 'y', 'z']],
])('panes named %s are %j', (named, panes) =>
  expect(panesOf(['x', 'y', 'z'], named)).toEqual(panes),
)

const range = { from: 1, to: 3 }

it.each([
  ['ready', 1, true],
  ['ready', 3, true],
  ['ready', 4, false],
  ['ready', 0, true],
  ['done', 5, false],
  ['running', 4, true],
  ['held', 2, true],
  // The held step is the last one here: next leaves the slide.
  ['held', 3, false],
] as const)('%s at %d: steps are left is %s', (at, step, left) =>
  expect(stepsLeft(state(at, step), range)).toBe(left),
)

it.each([
  ['ready', 0, 1],
  ['ready', 1, null],
  ['held', 0, null],
  ['running', 0, null],
] as const)('%s at %d: next goes to %s first', (at, step, to) =>
  expect(skippedTo(state(at, step), range)).toBe(to),
)

describe('where the runner stands when a stage is shown', () => {
  it.each([
    ['inside, nothing moves', state('ready', 2), null, null],
    ['just done, nothing moves', state('ready', 4), null, null],
    ['running, nothing moves', state('running', 0), null, null],
    ['skipped slides: at its first step', state('ready', 0), null, 1],
    ['an earlier slide in replay: at its end', state('done', 5), null, 4],
    ['a slide that was left halfway: where it was left', state('done', 5), 2, 2],
    ['an earlier slide, live: nothing is wound back', state('done', 5, 'live'), 2, null],
    ['a later slide, live: nothing is skipped by a look', state('ready', 0, 'live'), null, null],
  ])('%s', (_name, before, mark, expected) =>
    expect(whereOnShow(before, range, mark)).toBe(expected),
  )
})

it.each([
  ['ready', 2, 'done', 2],
  ['ready', 0, 'done', 1],
  ['held', 1, 'failed', 2],
  ['held', 3, 'failed', null],
  ['ready', 4, 'done', null],
  ['running', 2, 'typing', 'finish'],
  ['running', 2, 'running', 'busy'],
] as const)('%s at %d, its pane %s: next is %s', (at, step, phase, next) => {
  const { panes, ...rest } = state(at, step)
  const one = Object.values(panes)[0]!
  expect(nextOn({ ...rest, panes: { one: { ...one, phase } } }, range)).toBe(next)
})

it.each([
  ['running', 2, 'the step is running'],
  ['ready', 2, null],
  // The held step itself is what is skipped, also where it is the last one.
  ['held', 3, null],
  ['ready', 4, 'no step is left here'],
  ['done', 5, 'no step is left here'],
] as const)('%s at %d: it cannot be skipped because %s', (at, step, why) =>
  expect(whyUnskippable(state(at, step), range)).toBe(why),
)

it.each([
  ['ready', 0, false],
  ['ready', 1, false],
  ['running', 1, true],
  ['held', 1, true],
  ['ready', 2, true],
  ['done', 4, true],
  // Another slide is shown since: its steps are not those of this stage.
  ['done', 5, false],
  ['running', 0, false],
] as const)('%s at %d: there is a step to go back to: %s', (at, step, behind) =>
  expect(isBehind(state(at, step), range)).toBe(behind),
)
