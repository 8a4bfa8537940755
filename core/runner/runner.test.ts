import { describe, expect, it } from 'vitest'
import { GUARD } from './runner.ts'
import { failed, ok, script, step, talk } from '../../test/support/runner-story.ts'

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

  it('finishes the typing at once, and does nothing while a command runs', () => {
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

  it('ignores the reports of an older performance', () => {
    const t = talk()
    t.next()
    const old = t.state.panes.docker!.run
    t.input({ type: 'fallback' })
    const before = t.state
    expect(t.finish('docker', ok, old)).toEqual([])
    expect(t.state).toBe(before)
  })
})

describe('modes, back and rescue', () => {
  it('toggles between live and replay, and says why live is not possible', () => {
    const t = talk()
    expect(t.input({ type: 'toggle' })).toContain('use docker replay@0')
    expect(t.input({ type: 'toggle' })).toEqual(['use docker live@0', 'use runc live@0'])
    const away = talk(script({ live: { ok: false, why: 'docker is not installed' } }))
    expect(away.modes()).toBe('replay replay')
    expect(away.state.panes.docker!.why).toBe('docker is not installed')
    expect(away.input({ type: 'toggle' })).toEqual([])
    expect(away.state.notice).toContain('docker is not installed')
  })

  it('of a recording and nothing else say no reason, until somebody asks', () => {
    const live = { ok: false, why: 'this demo has nothing to run' } as const
    const t = talk(script({ live, isRecording: true }))
    expect(t.state.panes.docker).toMatchObject({ mode: 'replay', cause: 'hand' })
    expect(t.state.panes.docker).not.toHaveProperty('why')
    t.input({ type: 'toggle' })
    expect(t.state.notice).toBe('no live here: this demo has nothing to run')
  })

  it('drops the outcome of a step when the mode changes', () => {
    const t = talk()
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

  it('moves only the step counter back in live, and says so', () => {
    const t = talk()
    t.through()
    expect(t.input({ type: 'back' })).toEqual([])
    expect(t.where).toBe('ready 0')
    expect(t.state.notice).toContain('stays as it is')
  })

  it('performs nothing when the presenter changes slides', () => {
    const t = talk(script(), 'replay')
    expect(t.input({ type: 'goto', step: 2 }).filter((e) => e.startsWith('perform'))).toEqual([])
    expect(t.where).toBe('ready 2')
    expect(t.state.notice).toBeUndefined()
    expect(t.input({ type: 'goto', step: 99 })).toEqual([])
    t.next()
    expect(t.input({ type: 'goto', step: 0 })).toEqual([])
    expect(t.where).toBe('running 2')
  })

  it('rescues with a fresh shell, and then performs the step again', () => {
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
      'open docker',
      'open runc',
    ])
    expect(t.state.notice).toMatch(/^fresh shells, and the setup has run again/)
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
      mode: 'replay',
      cause: 'fault',
      why: 'no docker',
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
