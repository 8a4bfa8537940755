import { describe, expect, it } from 'vitest'
import { failed, script, step, talk } from '../../test/support/runner-story.ts'

describe('skipping a step', () => {
  it('in replay goes to the opening of the following step, and performs nothing', () => {
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

  it('in live runs the `rejoin` of the step out of sight, and stays live', () => {
    const t = talk(script({ steps }))
    expect(t.input({ type: 'skip' })).toEqual(['rejoin 0'])
    expect(t.where).toBe('ready 1')
    expect(t.modes()).toBe('live live')
    t.input({ type: 'rejoined', step: 0, ok: true, skipped: true })
    expect(t.state.notice).toBe('skipped a; the next step is live')
    expect(t.next()).toEqual(['perform docker:1'])
  })

  it('goes to replay when that rejoin fails, but not when the next step already runs', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'skip' })
    expect(t.input({ type: 'rejoined', step: 0, ok: false, skipped: true })).toEqual([
      'cancel docker',
      'use docker replay@1',
      'cancel runc',
      'use runc replay@1',
    ])
    expect(t.state.panes.docker).toMatchObject({ mode: 'replay', cause: 'fault' })
    expect(t.state.panes.docker!.why).toBe('live did not come back')
    const late = talk(script({ steps }))
    late.input({ type: 'skip' })
    late.next()
    expect(late.input({ type: 'rejoined', step: 0, ok: false, skipped: true })).toEqual([])
    expect(late.modes()).toBe('live live')
  })

  it('that is optional and has no rejoin leaves live as it is; a required one does not', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'skip' })
    expect(t.input({ type: 'skip' })).toEqual([])
    expect(t.modes()).toBe('live live')
    expect(t.input({ type: 'skip' })).toContain('use runc replay@3')
    expect(t.modes()).toBe('replay replay')
    expect(t.state.panes.runc!.why).toBe('a step was skipped')
    // Until a rejoin.
    expect(t.input({ type: 'skip' }).at(-1)).toBe('rejoin 3')
    expect(t.where).toBe('done 4')
    t.input({ type: 'rejoined', step: 3, ok: true, skipped: true })
    expect(t.state.panes.runc!.cause).toBe('rejoin')
    expect(t.input({ type: 'skip' })).toEqual([])
  })

  it('after a fallback leads back to live; a replay chosen by hand stays', () => {
    const t = talk(script({ steps }))
    t.input({ type: 'offline' })
    expect(t.input({ type: 'skip' }).at(-1)).toBe('rejoin 0')
    const hand = talk(script({ steps }))
    hand.input({ type: 'toggle' })
    expect(hand.input({ type: 'skip' }).at(-1)).toBe('use runc replay@1')
  })

  it('goes past a held step, and does nothing while a step runs', () => {
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
