import { describe, expect, it } from 'vitest'
import { failed, ok, script, step, talk } from '../../test/support/runner-story.ts'

const FRESH = 'fresh shells, and the setup has run again: nothing of before is there'

describe('R between two steps', () => {
  it('performs the step again whose recording took over', () => {
    const t = talk()
    t.dockerFails()
    expect(t.where).toBe('ready 1')
    expect(t.input({ type: 'rescue' })).toEqual([
      'cancel docker',
      'cancel runc',
      'rescue docker runc',
      'use docker live@0',
      'perform docker:0',
      'perform runc:0',
    ])
    expect([t.where, t.modes()]).toEqual(['running 0', 'live live'])
  })

  it('does so after the last step, and after a step that was known not to run', () => {
    const steps = [step('one', ['docker'])]
    const last = talk(script({ steps }))
    last.next()
    last.finish('docker', failed('exit'))
    last.finish('docker')
    expect(last.where).toBe('done 1')
    expect(last.input({ type: 'rescue' }).at(-1)).toBe('perform docker:0')
    const known = talk(script({ against: (n) => (n === 0 ? 'no docker' : null) }))
    known.through()
    expect(known.input({ type: 'rescue' }).slice(-2)).toEqual([
      'perform docker:0',
      'perform runc:0',
    ])
  })

  it('begins the next step in a fresh shell where somebody went elsewhere: LIVE is never over a recording', () => {
    const t = talk()
    t.dockerFails()
    t.input({ type: 'goto', step: 2 })
    expect(t.input({ type: 'rescue' })).toEqual([
      'cancel docker',
      'cancel runc',
      'rescue docker runc',
      'open runc',
    ])
    expect([t.where, t.state.notice]).toEqual(['ready 2', FRESH])
    expect(t.modes()).toBe('replay live')
    expect(t.state.panes.docker).toMatchObject({
      cause: 'rejoin',
      why: 'live from its next step on',
    })
    t.through()
    expect(t.next()).toContain('use docker live@3')
  })

  it('performs the last step that was replayed by choice as well', () => {
    const t = talk(script(), 'replay')
    t.through()
    t.through()
    expect(t.input({ type: 'rescue' }).slice(-3)).toEqual([
      'use docker live@1',
      'use runc live@1',
      'perform docker:1',
    ])
  })
})

describe('L after replayed steps', () => {
  const steps = [
    step('a', ['docker']),
    step('b', ['docker'], { rejoin: true }),
    step('c', ['runc'], { rejoin: true }),
    step('d', ['docker', 'runc']),
    step('e', ['docker']),
  ]
  function replayed(count: number) {
    const t = talk(script({ steps }), 'replay')
    for (let n = 0; n < count; n++) t.through()
    return t
  }

  it('runs the last rejoin that they skipped, and keeps the screen until the next press', () => {
    const t = replayed(4)
    expect(t.input({ type: 'toggle' })).toEqual(['rejoin 2'])
    expect(t.modes()).toBe('replay replay')
    expect(t.state.panes.runc).toMatchObject({ cause: 'rejoin', phase: 'done', outcome: ok })
    expect(t.input({ type: 'rejoined', step: 2, ok: true, skipped: true })).toEqual([])
    expect(t.state.notice).toBeUndefined()
    expect(t.next()).toEqual(['use docker live@4', 'perform docker:4', 'accompany runc:4'])
  })

  it('keeps what a resting pane shows until its own next step, and does nothing of before twice', () => {
    const t = replayed(2)
    t.input({ type: 'toggle' })
    expect(t.state.panes.docker!.why).toBe('live from its next step on')
    expect(t.state.panes.runc!.why).toBe('live from the next step on')
    expect(t.next()).toEqual(['use runc live@2', 'perform runc:2', 'accompany docker:2'])
    t.finish('runc')
    expect(t.modes()).toBe('replay live')
    t.input({ type: 'fallback' })
    expect(t.input({ type: 'use', kind: 'live' })).toEqual([])
    t.input({ type: 'rejoined', step: 1, ok: true, skipped: true })
    expect(t.next()).toEqual([
      'use docker live@3',
      'use runc live@3',
      'perform docker:3',
      'perform runc:3',
    ])
  })

  it('says of a pane that acts no more that it stays a recording', () => {
    const t = talk(
      script({ steps: [step('a', ['docker', 'runc']), step('b', ['runc'])] }),
      'replay',
    )
    t.through()
    t.input({ type: 'toggle' })
    expect(t.state.panes.docker!.why).toBe('its recording from here on')
  })

  it('is live at once where the live terminals have missed nothing', () => {
    expect(replayed(0).input({ type: 'toggle' })).toContain('use docker live@0')
    const t = talk(script({ steps }))
    t.through()
    t.input({ type: 'fallback' })
    expect(t.input({ type: 'toggle' })).toEqual(['use docker live@1', 'use runc live@1'])
  })

  it('shows the live terminal when it is pressed again, and at the end', () => {
    const t = replayed(1)
    expect(t.input({ type: 'toggle' })).toEqual([])
    expect(t.state.notice).toContain('L again shows the live terminal now')
    expect(t.input({ type: 'toggle' })).toEqual(['use docker live@1', 'use runc live@1'])
    expect(replayed(5).input({ type: 'toggle' })).toContain('use docker live@5')
  })

  it('goes back to replay with F, and where the rejoin fails', () => {
    const t = replayed(3)
    t.input({ type: 'toggle' })
    t.input({ type: 'fallback' })
    expect(t.next()).toEqual(['perform docker:3', 'perform runc:3'])
    const broken = replayed(3)
    broken.input({ type: 'toggle' })
    expect(broken.input({ type: 'rejoined', step: 2, ok: false, skipped: true })).toEqual([])
    expect(broken.state.notice).toBe('rejoin after c failed; replay goes on')
    expect(broken.state.panes.docker).toMatchObject({
      cause: 'fault',
      why: 'live did not come back',
    })
    expect(broken.next()).toEqual(['perform docker:3', 'perform runc:3'])
  })

  it('waits until a program is over that was started by a recording', () => {
    const steps = [
      step('open', ['docker']),
      step('edit', ['docker'], { inside: ['docker'] }),
      step('save', ['docker'], { inside: ['docker'] }),
      step('proof', ['docker']),
    ]
    const t = talk(script({ steps, panes: ['docker'] }), 'replay')
    t.through()
    t.input({ type: 'toggle' })
    expect(t.state.panes.docker!.why).toBe('live after this program')
    expect(t.state.notice).toMatch(/^live from the step proof on; L again/)
    for (const n of [1, 2]) {
      expect(t.next()).toEqual([`perform docker:${n}`])
      t.finish('docker')
    }
    expect(t.next()).toEqual(['use docker live@3', 'perform docker:3'])
  })

  it('knows what was missed since the last live step only', () => {
    const t = talk(script({ steps }))
    t.through()
    t.through()
    t.input({ type: 'fallback' })
    t.through()
    expect(t.state.missed).toBe(2)
    t.input({ type: 'toggle' })
    t.next()
    expect(t.state.missed).toBeUndefined()
  })
})

it('next ends the wait for a rejoin, and does nothing else while a setup goes on', () => {
  const t = talk()
  t.next()
  expect(t.next(1)).toEqual([])
  expect(t.next()).toEqual(['hurry docker', 'hurry runc'])
  expect(t.where).toBe('running 0')
})

it('a failure says whether something was tried, and the badge nothing of steps', () => {
  const t = talk()
  t.next()
  t.finish('docker', { ok: false, why: 'exit', status: 125 })
  t.finish('runc', { ok: false, why: 'missing', detail: 'runc is not installed' })
  expect(t.state.panes.docker!.why).toBe('live try: exit 125')
  expect(t.state.panes.runc!.why).toBe('runc is not installed')
})
