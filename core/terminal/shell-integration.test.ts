import { expect, test } from 'vitest'
import { markOf } from './shell-integration.ts'

test.each<[string[], object | undefined]>([
  [['A'], undefined],
  [['B'], { mark: 'ready' }],
  [['P', 'k=s'], { mark: 'continued' }],
  [['P'], undefined],
  [['C'], { mark: 'started' }],
  [['D', '0'], { mark: 'finished', status: 0 }],
  [['D', '137'], { mark: 'finished', status: 137 }],
  [['D'], undefined],
  [['D', '-1'], undefined],
  [['D', '1e9'], undefined],
  [[], undefined],
])('%j', (fields, mark) => {
  expect(markOf(fields, 7)).toEqual(mark && { type: 'mark', at: 7, ...mark })
})
