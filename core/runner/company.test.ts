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
