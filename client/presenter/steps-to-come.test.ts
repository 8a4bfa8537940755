import { expect, it } from 'vitest'
import type { PlannedStep } from '../../core/talk/late-plan.ts'
import { comingLine } from './steps-to-come.ts'

const step = (name: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  slide: 0,
  demo: 'demo',
  step: name,
  optional: false,
  usual: 3_000,
  ...more,
})
const NOTHING = { coming: [], saving: [], bad: () => null, at: null }

it('says how long a step takes, and that it may be left out', () => {
  expect(comingLine(step('one'), NOTHING).marks).toMatch(/^3\S* ?s$/)
  expect(comingLine(step('one', { optional: true }), NOTHING).marks).toMatch(/ · optional$/)
})

it('says that a step would be skipped to save time instead of that it may', () => {
  const saving = [step('two'), step('one')]
  const { marks } = comingLine(step('one', { optional: true }), { ...NOTHING, saving })
  expect(marks).toMatch(/ · skip to save time$/)
})

it('says why a step would not run live', () => {
  const bad = (demo: string, name: string) => `${demo} ${name}: Docker is missing`
  expect(comingLine(step('one'), NOTHING).isBad).toBe(false)
  expect(comingLine(step('one'), { ...NOTHING, bad })).toMatchObject({
    marks: expect.stringMatching(/ · demo one: Docker is missing$/),
    isBad: true,
  })
})

it('marks the step that runs or is next, and not one of the same name in another demo', () => {
  const at = { demo: 'demo', step: 'one' }
  expect(comingLine(step('one'), { ...NOTHING, at }).isNow).toBe(true)
  expect(comingLine(step('two'), { ...NOTHING, at }).isNow).toBe(false)
  expect(comingLine(step('one', { demo: 'other' }), { ...NOTHING, at }).isNow).toBe(false)
  expect(comingLine(step('one'), NOTHING).isNow).toBe(false)
})
