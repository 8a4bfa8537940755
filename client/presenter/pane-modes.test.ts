import { expect, it } from 'vitest'
import type { PaneState } from '../../core/runner/runner.ts'
import { paneLine } from './pane-modes.ts'

const pane = (more: Partial<PaneState>): PaneState => ({
  mode: 'live',
  cause: 'none',
  phase: 'idle',
  run: 0,
  ...more,
})

it.each([
  { more: {}, mode: 'LIVE', words: '' },
  { more: { phase: 'running' as const }, mode: 'LIVE', words: 'running' },
  { more: { mode: 'replay' as const, why: 'exit 1' }, mode: 'REPLAY', words: 'exit 1' },
  {
    more: {
      mode: 'replay' as const,
      cause: 'rejoin' as const,
      phase: 'done' as const,
      why: 'late',
    },
    mode: 'REPLAY',
    words: 'done · late · live from its next step on',
  },
])('a pane is $mode: $words', ({ more, mode, words }) => {
  expect(paneLine('main', pane(more))).toMatchObject({ id: 'main', mode, words })
})
