import type { Outcome } from '../../core/demo/outcome.ts'
import type { RunnerEffect, RunnerInput, RunnerState, Script } from '../../core/runner/runner.ts'
import { newRunner, run } from '../../core/runner/runner.ts'

export const step = (id: string, panes: string[], more: object = {}) => ({
  id,
  panes,
  onFail: 'replay' as const,
  rejoin: false,
  optional: false,
  ...more,
})
export const script = (more: Partial<Script> = {}): Script => ({
  panes: ['docker', 'runc'],
  steps: [
    step('hello', ['docker', 'runc']),
    step('limits', ['docker']),
    step('shell', ['runc'], { rejoin: true }),
    step('bye', ['docker', 'runc']),
  ],
  live: { ok: true },
  recorded: () => true,
  ...more,
})
export const ok: Outcome = { ok: true, status: 0, duration: 1, lines: 1 }
export const failed = (
  why: 'timeout' | 'exit' | 'offline' | 'cancelled' | 'hand' | 'inside',
): Outcome => ({
  ok: false,
  why,
})

const shown = (effect: RunnerEffect): string => {
  if (effect.type === 'perform' || effect.type === 'accompany' || effect.type === 'attend')
    return `${effect.type} ${effect.pane}:${effect.step}`
  if (effect.type === 'use') return `use ${effect.pane} ${effect.kind}@${effect.from}`
  if (effect.type === 'rejoin') return `rejoin ${effect.step}`
  if (effect.type === 'rescue') return `rescue ${effect.panes.join(' ')}`
  return `${effect.type} ${effect.pane}`
}

/** A talk without a terminal: its inputs, and the transcript of the runner's effects. */
export function talk(s: Script = script(), mode: 'live' | 'replay' = 'live') {
  let state = newRunner(s, mode)
  let now = 0
  const story = {
    get state(): RunnerState {
      return state
    },
    get where() {
      return `${state.at} ${state.step}`
    },
    modes: () =>
      Object.values(state.panes)
        .map((pane) => pane.mode)
        .join(' '),
    input(input: RunnerInput): string[] {
      const [after, effects] = run(s, state, input)
      state = after
      return effects.map(shown)
    },
    next(after = 1_000) {
      now += after
      return story.input({ type: 'next', now })
    },
    phase: (pane: string, phase: 'typing' | 'running') =>
      story.input({ type: 'phase', pane, run: state.panes[pane]!.run, phase }),
    finish: (pane: string, outcome: Outcome = ok, run = state.panes[pane]!.run) =>
      story.input({ type: 'finished', pane, run, outcome }),
    /** Performs the first step: docker fails and its recording takes over, runc succeeds. */
    dockerFails() {
      story.next()
      story.finish('docker', failed('exit'))
      story.finish('docker')
      story.finish('runc')
    },
    /** Performs one press, and every pane of the step succeeds. */
    through() {
      story.next()
      for (const [id, pane] of Object.entries(state.panes))
        if (pane.phase !== 'idle' && pane.phase !== 'done') story.finish(id)
    },
  }
  return story
}
