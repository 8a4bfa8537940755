import { expect, it } from 'vitest'
import type { Stage } from '../../stage/stage.ts'
import { createFullPane } from './full-pane.ts'

const stage = (...ids: string[]) => ({ panes: ids.map((id) => ({ id })) }) as unknown as Stage
const round = (first: string | null) => {
  const full = createFullPane()
  const on = stage('a', 'b', 'c')
  return Array.from({ length: 5 }, () => full.next(on, first))
}

it.each([
  { first: null, panes: ['a', 'b', 'c', null, 'a'] },
  { first: 'b', panes: ['b', 'c', 'a', null, 'b'] },
  { first: 'of another slide', panes: ['a', 'b', 'c', null, 'a'] },
])('goes round from $first: each pane, then all', ({ first, panes }) => {
  expect(round(first)).toEqual(panes)
})

it('begins anew on another slide, also with panes of the same names', () => {
  const full = createFullPane()
  const one = stage('a', 'b')
  expect([full.next(one, null), full.next(one, null)]).toEqual(['a', 'b'])
  expect(full.next(stage('a', 'b'), null)).toBe('a')
})

it('shows nothing of a slide without panes', () => {
  expect(createFullPane().next(stage(), null)).toBeNull()
})
