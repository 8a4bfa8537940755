import { describe, expect, it } from 'vitest'
import type { Outcome } from './driver.ts'
import type { RunnerEffect, RunnerInput, RunnerState, Script } from './runner.ts'
import { GUARD, newRunner, run } from './runner.ts'

const step = (id: string, panes: string[], more: object = {}) => ({
  id,
  panes,
  onFail: 'replay' as const,
  rejoin: false,
  optional: false,
  ...more,
})
const script = (more: Partial<Script> = {}): Script => ({
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
const ok: Outcome = { ok: true, status: 0, duration: 1, lines: 1 }
const failed = (why: 'timeout' | 'exit' | 'offline' | 'cancelled' | 'hand'): Outcome => ({
  ok: false,
  why,
})

const shown = (effect: RunnerEffect): string => {
  if (effect.type === 'perform') return `perform ${effect.pane}:${effect.step}`
  if (effect.type === 'use') return `use ${effect.pane} ${effect.kind}@${effect.from}`
  if (effect.type === 'rejoin') return `rejoin ${effect.step}`
  if (effect.type === 'rescue') return `rescue ${effect.panes.join(' ')}`
  return `${effect.type} ${effect.pane}`
}

/** A talk on paper: what goes in, and the transcript of what comes out. */
function talk(s: Script = script(), mode: 'live' | 'replay' = 'live') {
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
    /** The first step: docker fails and its recording takes over, runc goes to plan. */
    dockerFails() {
      story.next()
      story.finish('docker', failed('exit'))
      story.finish('docker')
      story.finish('runc')
    },
    /** One press, and every pane of the step goes to plan. */
    through() {
      story.next()
      for (const [id, pane] of Object.entries(state.panes))
        if (pane.phase !== 'idle' && pane.phase !== 'done') story.finish(id)
    },
  }
  return story
}

describe('one press of next', () => {
  it('performs one step in all its panes, and is over when the last has finished', () => {
    const t = talk()
    expect(t.next()).toEqual(['perform docker:0', 'perform runc:0'])
    t.finish('docker')
    expect(t.where).toBe('running 0')
    t.finish('runc')
    expect(t.where).toBe('ready 1')
    expect(t.next()).toEqual(['perform docker:1'])
  })

  it.each([0, 1, 40, GUARD - 1])('never runs two steps on a double press %i ms apart', (gap) => {
    const t = talk()
    t.next()
    expect(t.next(gap)).toEqual([])
    t.finish('docker')
    t.finish('runc')
    expect(t.next(0)).toEqual([])
    expect(t.where).toBe('ready 1')
  })

  it('finishes the typing, and does nothing while commands run', () => {
    const t = talk()
    t.next()
    t.phase('docker', 'typing')
    t.phase('runc', 'running')
    expect(t.next()).toEqual(['hurry docker'])
    t.phase('docker', 'running')
    expect(t.next()).toEqual([])
    expect(t.where).toBe('running 0')
  })

  it('does nothing after the last step', () => {
    const t = talk()
    for (let i = 0; i < 4; i++) t.through()
    expect(t.where).toBe('done 4')
    expect(t.next()).toEqual([])
  })

  it('ignores what an older performance says', () => {
    const t = talk()
    t.next()
    const old = t.state.panes.docker!.run
    t.input({ type: 'fallback' })
    const before = t.state
    expect(t.finish('docker', ok, old)).toEqual([])
    expect(t.state).toBe(before)
  })
})

describe('a fallback', () => {
  it.each(['timeout', 'exit', 'offline'] as const)('takes over at the step (%s)', (why) => {
    const t = talk()
    t.next()
    expect(t.finish('runc', failed(why))).toEqual([
      'cancel runc',
      'use runc replay@0',
      'perform runc:0',
    ])
    expect(t.modes()).toBe('live replay')
    expect(t.state.notice).toContain('the recording has taken over')
    t.finish('runc')
    t.finish('docker')
    expect(t.where).toBe('ready 1')
  })

  it('by key covers every pane that performs, once', () => {
    const t = talk()
    t.next()
    t.finish('docker')
    // What has ended keeps its result on screen.
    expect(t.input({ type: 'fallback' })).toEqual([
      'cancel docker',
      'use docker replay@1',
      'cancel runc',
      'use runc replay@0',
      'perform runc:0',
    ])
    expect(t.input({ type: 'fallback' })).toEqual([])
    t.finish('runc')
    expect(t.where).toBe('ready 1')
  })

  it('by key tells the way back, for as long as the recording plays', () => {
    const t = talk()
    t.next()
    t.input({ type: 'fallback' })
    t.phase('docker', 'running')
    expect(t.state.notice).toBe('replay from here, by hand; L goes live again')
  })

  it('by a lost server covers idle panes too, without performing anything', () => {
    const t = talk()
    t.through()
    expect(t.input({ type: 'offline' })).toEqual([
      'cancel docker',
      'use docker replay@1',
      'cancel runc',
      'use runc replay@1',
    ])
    expect(t.where).toBe('ready 1')
    expect(t.state.panes.docker!.why).toBe('the server is gone')
  })

  it('holds a step that a hand took over: next, F and R go on from there', () => {
    const taken = () => {
      const t = talk()
      t.next()
      t.finish('runc')
      expect(t.finish('docker', failed('hand'))).toEqual([])
      expect(t.where).toBe('held 0')
      expect(t.modes()).toBe('live live')
      expect(t.state.notice).toMatch(/^docker: taken over by hand; next goes on, F .*, R /)
      return t
    }
    expect(taken().next()).toContain('perform docker:1')
    expect(taken().input({ type: 'fallback' })).toContain('perform docker:0')
    expect(taken().input({ type: 'rescue' })).toContain('rescue docker runc')
  })

  it('holds where the script says so, until somebody decides', () => {
    const s = script({ steps: [step('a', ['docker'], { onFail: 'hold' }), step('b', ['docker'])] })
    const t = talk(s)
    t.next()
    expect(t.finish('docker', failed('exit'))).toEqual([])
    expect(t.where).toBe('held 0')
    expect(t.input({ type: 'fallback' })).toContain('perform docker:0')
    expect(t.where).toBe('running 0')
    const other = talk(s)
    other.next()
    other.finish('docker', failed('exit'))
    expect(other.next()).toEqual(['perform docker:1'])
  })

  it('has nothing to show where nothing was recorded, and says so', () => {
    const t = talk(script({ recorded: () => false }))
    t.next()
    t.finish('runc')
    expect(t.finish('docker', failed('exit'))).toEqual([])
    expect(t.where).toBe('held 0')
    expect(t.state.notice).toContain('docker')
    expect(t.next()).toEqual(['perform docker:1'])
  })

  it('stays in replay until a step that can rejoin, then is live again', () => {
    const t = talk()
    t.dockerFails()
    t.through()
    expect(t.modes()).toBe('replay live')
    t.next()
    expect(t.finish('runc')).toEqual(['rejoin 2'])
    expect(t.input({ type: 'rejoined', step: 2, ok: true, skipped: false })).toEqual([])
    expect(t.modes()).toBe('replay live')
    expect(t.next()).toEqual(['use docker live@3', 'perform docker:3', 'perform runc:3'])
    expect(t.modes()).toBe('live live')
  })

  it('is not live again when the server is lost between the rejoin and the next press', () => {
    const t = talk()
    t.dockerFails()
    t.through()
    t.through()
    t.input({ type: 'rejoined', step: 2, ok: true, skipped: false })
    t.input({ type: 'offline' })
    t.next()
    expect(t.modes()).toBe('replay replay')
  })

  it('does not hold a later step for a pane that failed in an earlier one', () => {
    const hold = { onFail: 'hold' as const }
    const steps = [step('a', ['docker'], hold), step('b', ['runc']), step('c', ['docker'])]
    const t = talk(script({ steps }))
    t.next()
    t.finish('docker', failed('exit'))
    t.next()
    t.finish('runc')
    expect(t.where).toBe('ready 2')
  })

  it('stays in replay when the rejoin fails, or comes too late', () => {
    const t = talk()
    t.next()
    t.input({ type: 'offline' })
    t.finish('docker')
    t.finish('runc')
    t.through()
    t.through()
    expect(t.input({ type: 'rejoined', step: 2, ok: false, skipped: false })).toEqual([])
    t.next()
    expect(t.input({ type: 'rejoined', step: 2, ok: true, skipped: false })).toEqual([])
    expect(t.modes()).toBe('replay replay')
  })

  it('chosen by hand is not undone by a rejoin', () => {
    const t = talk()
    t.input({ type: 'use', kind: 'replay' })
    t.through()
    t.through()
    t.next()
    expect(t.finish('runc')).toEqual([])
  })
})

describe('a server that was lost and is back', () => {
  it('finds a demo live where it stood, when nothing was done meanwhile', () => {
    const t = talk()
    t.through()
    t.input({ type: 'offline' })
    expect(t.modes()).toBe('replay replay')
    expect(t.input({ type: 'online' })).toEqual(['use docker live@1', 'use runc live@1'])
    expect(t.where).toBe('ready 1')
    expect(t.state.notice).toBe('the server is back: live where it was')
    // Only once: what was lost before is not this time's.
    t.input({ type: 'use', kind: 'replay' })
    expect(t.input({ type: 'online' })).toEqual([])
  })

  it('leaves alone a pane that was in replay before', () => {
    const t = talk()
    t.dockerFails()
    t.input({ type: 'offline' })
    expect(t.input({ type: 'online' })).toEqual(['use runc live@1'])
    expect(t.modes()).toBe('replay live')
  })

  it.each([
    ['a step was performed', (t: ReturnType<typeof talk>) => t.through()],
    ['somebody went back', (t) => t.input({ type: 'back' })],
    ['somebody went elsewhere', (t) => t.input({ type: 'goto', step: 2 })],
    ['somebody chose replay', (t) => t.input({ type: 'use', kind: 'replay' })],
  ])('is told, and no more, when meanwhile %s', (_, act) => {
    const t = talk()
    t.through()
    t.input({ type: 'offline' })
    act(t)
    expect(t.input({ type: 'online' })).toEqual([])
    expect(t.state.notice).toBe('the server is back: L goes live')
    expect(t.modes()).toBe('replay replay')
  })

  it('is told, and no more, when it went in the middle of a step', () => {
    const t = talk()
    t.next()
    t.input({ type: 'offline' })
    t.finish('docker')
    t.finish('runc')
    expect(t.input({ type: 'online' })).toEqual([])
    expect(t.modes()).toBe('replay replay')
  })

  it('brings back nothing that may not run here any more', () => {
    const s = script()
    const [away] = run(s, newRunner(s, 'live'), { type: 'offline' })
    const gone = { ...s, live: { ok: false, why: 'not approved' } } as const
    expect(run(gone, away, { type: 'online' })[1]).toEqual([])
  })
})

describe('modes, back and rescue', () => {
  it('toggles between live and replay, and says why live cannot be', () => {
    const t = talk()
    expect(t.input({ type: 'toggle' })).toContain('use docker replay@0')
    expect(t.input({ type: 'toggle' })).toEqual(['use docker live@0', 'use runc live@0'])
    const away = talk(script({ live: { ok: false, why: 'docker is not installed' } }))
    expect(away.modes()).toBe('replay replay')
    expect(away.state.panes.docker!.why).toBe('docker is not installed')
    expect(away.input({ type: 'toggle' })).toEqual([])
    expect(away.state.notice).toContain('docker is not installed')
  })

  it.each(['live', 'replay'] as const)('leaves what %s came to with it', (from) => {
    const t = talk(script(), from)
    t.through()
    expect(t.state.panes.docker).toMatchObject({ phase: 'done', outcome: ok })
    t.input({ type: 'toggle' })
    expect(t.state.panes.docker).not.toHaveProperty('outcome')
    expect(t.state.panes.docker!.phase).toBe('idle')
  })

  it('goes back to the opening of the step in replay', () => {
    const t = talk(script(), 'replay')
    t.through()
    t.through()
    expect(t.input({ type: 'back' })).toContain('use docker replay@1')
    expect(t.where).toBe('ready 1')
    t.next()
    expect(t.input({ type: 'back' })).toContain('use docker replay@1')
    expect(t.where).toBe('ready 1')
  })

  it('moves only the mark back in live, and says so', () => {
    const t = talk()
    t.through()
    expect(t.input({ type: 'back' })).toEqual([])
    expect(t.where).toBe('ready 0')
    expect(t.state.notice).toContain('stays as it is')
  })

  it('performs nothing when somebody navigates', () => {
    const t = talk(script(), 'replay')
    expect(t.input({ type: 'goto', step: 2 }).filter((e) => e.startsWith('perform'))).toEqual([])
    expect(t.where).toBe('ready 2')
    expect(t.state.notice).toBeUndefined()
    expect(t.input({ type: 'goto', step: 99 })).toEqual([])
    t.next()
    expect(t.input({ type: 'goto', step: 0 })).toEqual([])
    expect(t.where).toBe('running 2')
  })

  it('rescues: a fresh shell, then this step again', () => {
    const t = talk()
    t.next()
    t.finish('docker', failed('timeout'))
    expect(t.input({ type: 'rescue' })).toEqual([
      'cancel docker',
      'cancel runc',
      'rescue docker runc',
      'use docker live@0',
      'perform docker:0',
      'perform runc:0',
    ])
    expect(t.where).toBe('running 0')
  })

  it('rescues between steps without performing one', () => {
    const t = talk()
    t.through()
    expect(t.input({ type: 'rescue' })).toEqual([
      'cancel docker',
      'cancel runc',
      'rescue docker runc',
    ])
    expect(t.state.notice).toBe('the next step begins in a fresh shell')
    expect(t.where).toBe('ready 1')
  })
})

describe('skipping a step', () => {
  it('in replay stands at the opening of the step after it, and performs nothing', () => {
    const t = talk(script(), 'replay')
    expect(t.input({ type: 'skip' })).toEqual([
      'cancel docker',
      'use docker replay@1',
      'cancel runc',
      'use runc replay@1',
    ])
    expect(t.where).toBe('ready 1')
    expect(t.state.notice).toBe('skipped hello')
  })

  const steps = [
    step('a', ['docker'], { rejoin: true }),
    step('b', ['docker'], { optional: true }),
    step('c', ['runc']),
    step('d', ['docker', 'runc'], { rejoin: true }),
  ]

  it('runs its rejoin out of sight, and live stays live', () => {
    const t = talk(script({ steps }))
    expect(t.input({ type: 'skip' })).toEqual(['rejoin 0'])
    expect(t.where).toBe('ready 1')
    expect(t.modes()).toBe('live live')
    t.input({ type: 'rejoined', step: 0, ok: true, skipped: true })
    expect(t.state.notice).toBe('skipped a; the next step is live')
    expect(t.next()).toEqual(['perform docker:1'])
  })

  it('goes to replay where that rejoin fails, but not when the next step runs already', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'skip' })
    expect(t.input({ type: 'rejoined', step: 0, ok: false, skipped: true })).toEqual([
      'cancel docker',
      'use docker replay@1',
      'cancel runc',
      'use runc replay@1',
    ])
    expect(t.state.panes.docker).toMatchObject({ mode: 'replay', cause: 'fault' })
    expect(t.state.panes.docker!.why).toBe('rejoin after a failed')
    const late = talk(script({ steps }))
    late.input({ type: 'skip' })
    late.next()
    expect(late.input({ type: 'rejoined', step: 0, ok: false, skipped: true })).toEqual([])
    expect(late.modes()).toBe('live live')
  })

  it('that is optional and has no rejoin leaves live as it is; another one does not', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'skip' })
    expect(t.input({ type: 'skip' })).toEqual([])
    expect(t.modes()).toBe('live live')
    expect(t.input({ type: 'skip' })).toContain('use runc replay@3')
    expect(t.modes()).toBe('replay replay')
    expect(t.state.panes.runc!.why).toBe('c was skipped')
    // Until a rejoin.
    expect(t.input({ type: 'skip' }).at(-1)).toBe('rejoin 3')
    expect(t.where).toBe('done 4')
    t.input({ type: 'rejoined', step: 3, ok: true, skipped: true })
    expect(t.state.panes.runc!.cause).toBe('rejoin')
    expect(t.input({ type: 'skip' })).toEqual([])
  })

  it('after a fallback is a way back to live; a choice by hand is not undone', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'offline' })
    expect(t.input({ type: 'skip' }).at(-1)).toBe('rejoin 0')
    const hand = talk(script({ steps }))
    hand.input({ type: 'toggle' })
    expect(hand.input({ type: 'skip' }).at(-1)).toBe('use runc replay@1')
  })

  it('passes a step that is held, and does nothing while one runs', () => {
    const t = talk(script({ recorded: () => false }))
    t.next()
    expect(t.input({ type: 'skip' })).toEqual([])
    expect(t.where).toBe('running 0')
    expect(t.state.notice).toContain('running')
    t.finish('runc')
    t.finish('docker', failed('exit'))
    expect(t.where).toBe('held 0')
    t.input({ type: 'skip' })
    expect(t.where).toBe('ready 1')
  })
})

describe('a step that is known not to run here', () => {
  const known = (step: number) => (step === 1 ? 'no docker' : null)
  it('is performed from its recording at once, and the others are live', () => {
    const t = talk(script({ against: known }))
    t.through()
    expect(t.next()).toEqual(['use docker replay@1', 'perform docker:1'])
    expect(t.state.panes['docker']).toMatchObject({
      ...{ mode: 'replay', cause: 'fault', why: 'no docker' },
    })
    expect(t.state.panes['runc']?.mode).toBe('live')
  })
  it('is tried where there is no recording, where failures are held, and when R asks for it', () => {
    const bare = talk(script({ against: () => 'no docker', recorded: () => false }))
    expect(bare.next()).toEqual(['perform docker:0', 'perform runc:0'])
    const steps = [step('hello', ['docker'], { onFail: 'hold' })]
    const held = talk(script({ against: () => 'no docker', steps }))
    expect(held.next()).toEqual(['perform docker:0'])
    const mended = talk(script({ against: () => 'no docker' }))
    mended.next()
    expect(mended.input({ type: 'rescue' }).slice(-2)).toEqual([
      'perform docker:0',
      'perform runc:0',
    ])
  })
})
