import { describe, expect, it } from 'vitest'
import { failed, ok, script, step, talk } from '../../test/support/runner-story.ts'

const serving = (mode: 'live' | 'replay' = 'replay') =>
  talk(
    script({
      panes: ['server', 'client'],
      steps: [
        step('start', ['server']),
        step('get', ['client']),
        step('stop', ['server'], { inside: ['server'] }),
        step('again', ['server']),
      ],
    }),
    mode,
  )

describe('a pane that rests', () => {
  it('plays its part of every step in replay, and nobody waits for it', () => {
    const t = serving()
    expect(t.next()).toEqual(['perform server:0', 'accompany client:0'])
    t.finish('server')
    expect(t.where).toBe('ready 1')
    expect(t.next()).toEqual(['perform client:1', 'accompany server:1'])
    expect(t.state.panes.server!.phase).toBe('idle')
  })

  it('shows its own terminal while it is live', () => {
    const t = serving('live')
    expect(t.next()).toEqual(['perform server:0'])
    t.finish('server')
    t.next()
    expect(t.finish('client', failed('exit'))).toEqual([
      'cancel client',
      'use client replay@1',
      'perform client:1',
    ])
  })

  it('begins its part with the recording that takes over, wherever the step was', () => {
    const t = serving('live')
    t.next()
    expect(t.input({ type: 'fallback' })).toEqual([
      'cancel server',
      'use server replay@0',
      'perform server:0',
      'cancel client',
      'use client replay@0',
      'accompany client:0',
    ])
  })

  it('keeps up when the typing is finished', () => {
    const t = serving()
    t.next()
    t.phase('server', 'typing')
    expect(t.next()).toEqual(['hurry server', 'hurry client'])
  })

  it('begins when it follows the others, also where one of them has fallen back before', () => {
    const t = talk(script({ panes: ['a', 'b', 'log'], steps: [step('one', ['a', 'b'])] }))
    t.next()
    t.finish('a', failed('exit'))
    expect(t.input({ type: 'fallback' }).filter((one) => one.includes('log'))).toEqual([
      'cancel log',
      'use log replay@0',
      'accompany log:0',
    ])
  })

  it('has no part that was not recorded', () => {
    const t = talk(script({ recorded: (_, pane) => pane === 'docker' }), 'replay')
    t.through()
    expect(t.next()).toEqual(['perform docker:1'])
  })
})

/** The server runs on after its step; the client rests in it, and the log rests throughout. */
const outliving = () =>
  talk(
    script({
      panes: ['server', 'client', 'log'],
      steps: [
        step('start', ['server'], { leaves: ['server'] }),
        step('get', ['client']),
        step('stop', ['server'], { inside: ['server'] }),
        step('gone', ['client']),
      ],
    }),
    'live',
  )

describe('a live pane that rests', () => {
  function started() {
    const t = outliving()
    t.next()
    t.finish('server')
    return t
  }

  it('is asked for its program, where the script says that one runs in it', () => {
    const t = started()
    expect(t.next()).toEqual(['perform client:1', 'attend server:1'])
    expect(t.finish('server')).toEqual([])
    expect([t.where, t.modes()]).toEqual(['running 1', 'live live live'])
    t.finish('client')
    t.next()
    t.finish('server')
    expect(t.next()).toEqual(['perform client:3'])
  })

  it('has only its recording without its program, until it acts at the prompt', () => {
    const t = started()
    t.next()
    expect(t.finish('server', failed('inside'))).toEqual([
      'use server replay@1',
      'accompany server:1',
    ])
    expect(t.state.panes.server).toMatchObject({ mode: 'replay', cause: 'inside', phase: 'idle' })
    t.finish('client')
    expect(t.where).toBe('ready 2')
    expect(t.next()).toEqual(['perform server:2'])
  })

  it('stands at the next step, where the answer comes after the end of this one', () => {
    const t = started()
    t.next()
    const { run } = t.state.panes.server!
    t.finish('client')
    expect(t.finish('server', failed('inside'), run)).toEqual(['use server replay@2'])
    expect([t.where, t.modes()]).toEqual(['ready 2', 'replay live live'])
  })

  it('is asked again when a recording takes over: its program may be what has failed', () => {
    const t = started()
    t.next()
    expect(t.finish('client', failed('exit'))).toEqual([
      'cancel client',
      'use client replay@1',
      'perform client:1',
      'attend server:1',
    ])
  })

  it('is asked when R performs the step again, and stays live without a recording', () => {
    const t = talk(
      script({
        steps: [
          step('start', ['docker'], { leaves: ['docker'] }),
          step('get', ['runc']),
          step('more', ['runc']),
        ],
        recorded: (_, pane) => pane === 'runc',
      }),
    )
    t.through()
    t.next()
    expect(t.input({ type: 'rescue' }).slice(-2)).toEqual(['perform runc:1', 'attend docker:1'])
    expect(t.finish('docker', failed('inside'))).toEqual([])
    expect(t.modes()).toBe('live live')
  })
})

describe('a step that begins inside a program', () => {
  it('is replayed where its program does not run, until a step begins at the prompt', () => {
    const t = serving('live')
    t.input({ type: 'goto', step: 2 })
    t.next()
    expect(t.finish('server', failed('inside'))).toEqual([
      'cancel server',
      'use server replay@2',
      'perform server:2',
    ])
    expect(t.state.panes.server).toMatchObject({
      cause: 'inside',
      why: 'its program is not live at this point',
    })
    t.finish('server')
    expect(t.modes()).toBe('replay live')
    expect(t.next()).toEqual(['use server live@3', 'perform server:3'])
    t.finish('server', ok)
    expect(t.modes()).toBe('live live')
  })

  it('stays in replay after F, and is replayed although failures are held', () => {
    const held = talk(
      script({
        panes: ['a'],
        steps: [step('in', ['a'], { inside: ['a'], onFail: 'hold' }), step('out', ['a'])],
      }),
      'live',
    )
    held.next()
    expect(held.finish('a', failed('inside'))).toContain('perform a:0')
    held.input({ type: 'fallback' })
    held.finish('a')
    expect(held.next()).toEqual(['perform a:1'])
    expect(held.modes()).toBe('replay')
  })
})
