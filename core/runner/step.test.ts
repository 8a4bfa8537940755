import { describe, expect, it } from 'vitest'
import { newRunner, run } from './runner.ts'
import { failed, script, step, talk } from '../../test/support/runner-story.ts'

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

  it('by key takes over in every pane that performs, once', () => {
    const t = talk()
    t.next()
    t.finish('docker')
    // A pane that has finished keeps its result on screen.
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

  it('by key tells how to go back to live, for as long as the recording plays', () => {
    const t = talk()
    t.next()
    t.input({ type: 'fallback' })
    t.phase('docker', 'running')
    expect(t.state.notice).toBe('replay from here, by hand; L goes live again')
  })

  it('by a lost server takes over in idle panes too, without performing anything', () => {
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

  it('holds a step when somebody types in its terminal: next, F and R go on from there', () => {
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

  it('holds a step when the script says so, until the presenter decides', () => {
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

  it('has nothing to show if nothing was recorded, and reports that', () => {
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
  it('makes a demo live again where it stood, when nothing was done meanwhile', () => {
    const t = talk()
    t.through()
    t.input({ type: 'offline' })
    expect(t.modes()).toBe('replay replay')
    expect(t.input({ type: 'online' })).toEqual(['use docker live@1', 'use runc live@1'])
    expect(t.where).toBe('ready 1')
    expect(t.state.notice).toBe('the server is back: live where it was')
    // Only once: panes of an earlier loss do not count this time.
    t.input({ type: 'use', kind: 'replay' })
    expect(t.input({ type: 'online' })).toEqual([])
  })

  it('is live from the start when the server only answers late', () => {
    const here = script()
    const away = script({ live: { ok: false, why: 'there is no server' } })
    const early = newRunner(away, 'live')
    expect(early.panes['docker']).toMatchObject({ mode: 'replay', why: 'there is no server' })
    const [after, effects] = run(here, early, { type: 'online' })
    expect(after.panes['docker']).toMatchObject({ mode: 'live', cause: 'none' })
    expect(effects).toHaveLength(2)
    // The same holds on a slide in the middle of the demo.
    const [shown] = run(away, early, { type: 'goto', step: 1 })
    expect(run(here, shown, { type: 'online' })[0]).toMatchObject({
      step: 1,
      panes: { docker: { mode: 'live' }, runc: { mode: 'live' } },
    })
    // A deck that is meant to be replayed stays so, and so does a deck in which something was done.
    expect(run(here, newRunner(here, 'replay'), { type: 'online' })[1]).toEqual([])
    const [done] = run(away, early, { type: 'next', now: 0 })
    expect(run(here, done, { type: 'online' })[1]).toEqual([])
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
  ])('only brings a notice when meanwhile %s', (_, act) => {
    const t = talk()
    t.through()
    t.input({ type: 'offline' })
    act(t)
    expect(t.input({ type: 'online' })).toEqual([])
    expect(t.state.notice).toBe('the server is back: L goes live')
    expect(t.modes()).toBe('replay replay')
  })

  it('only brings a notice when it was lost in the middle of a step', () => {
    const t = talk()
    t.next()
    t.input({ type: 'offline' })
    t.finish('docker')
    t.finish('runc')
    expect(t.input({ type: 'online' })).toEqual([])
    expect(t.modes()).toBe('replay replay')
  })

  it('does not make a demo live that may no longer run here', () => {
    const s = script()
    const [away] = run(s, newRunner(s, 'live'), { type: 'offline' })
    const gone = { ...s, live: { ok: false, why: 'not approved' } } as const
    expect(run(gone, away, { type: 'online' })[1]).toEqual([])
  })
})
