import { expect, it } from 'vitest'
import type { RunnerState } from '../../core/runner/runner.ts'
import { savedStateOf, stateOf } from './saved-state.ts'

const state: RunnerState = {
  at: 'running',
  step: 2,
  pressed: 5,
  notice: 'b: exit 1; the recording has taken over',
  panes: {
    a: { mode: 'live', cause: 'none', phase: 'running', run: 7 },
    b: { mode: 'replay', cause: 'fault', why: 'exit 1', phase: 'typing', run: 8 },
  },
}
const standing = savedStateOf(state, (pane) => (pane === 'a' ? 'intent-a' : undefined))

it('the saved state names the performance and leaves out what belongs to this page alone', () => {
  expect(standing).toEqual({
    at: 'running',
    step: 2,
    notice: 'b: exit 1; the recording has taken over',
    panes: {
      a: { mode: 'live', cause: 'none', phase: 'running', intent: 'intent-a' },
      b: { mode: 'replay', cause: 'fault', why: 'exit 1', phase: 'typing' },
    },
  })
})

it('a page that comes later takes over the saved state, and ignores performances from before', () => {
  const fresh: RunnerState = {
    at: 'ready',
    step: 0,
    pressed: 1,
    panes: {
      a: { mode: 'replay', cause: 'hand', phase: 'idle', run: 3 },
      c: { mode: 'replay', cause: 'hand', phase: 'idle', run: 4 },
    },
  }
  expect(stateOf(fresh, standing)).toEqual({
    at: 'running',
    step: 2,
    pressed: -Infinity,
    // The last notice can still be read, in every window.
    notice: 'b: exit 1; the recording has taken over',
    panes: {
      a: { mode: 'live', cause: 'none', phase: 'running', run: 4 },
      c: { mode: 'replay', cause: 'hand', phase: 'idle', run: 4 },
    },
  })
})
