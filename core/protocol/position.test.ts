import { expect, it } from 'vitest'
import { hasBegun, type Position, type Standing } from './position.ts'

const standing: Standing = { step: 0, at: 'ready', panes: {} }
const opening: Position = {
  deck: 'talk',
  ...{ h: 0, v: 0, f: -1 },
  demos: { one: standing },
  next: { kind: 'slide' },
  place: 'talk',
}

it.each([
  ['another slide', { h: 1 }],
  ['a slide below', { v: 1 }],
  ['a fragment', { f: 0 }],
  ['a step that runs', { demos: { one: { ...standing, at: 'running' } } }],
  ['a step that is over', { demos: { one: standing, two: { ...standing, step: 1 } } }],
] as const)('a talk has begun with %s', (_, change) => {
  expect(hasBegun(opening)).toBe(false)
  expect(hasBegun({ ...opening, ...change })).toBe(true)
})
