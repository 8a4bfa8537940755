import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Position } from '../../../core/protocol/position.ts'
import { enter, openSandbox } from './command.ts'
import type { Sandbox } from './command.ts'

/** A demo whose panes and steps have names that every object inherits. */
const DEMO = `panes:
  constructor:
  prototype:
steps:
  - id: constructor
    in: constructor
    run: echo first fine
  - id: prototype
    run: { constructor: echo second fine, prototype: echo second beside }
`

describe('a deck, a demo, a pane and a step named `constructor`', { timeout: 120_000 }, () => {
  let box: Sandbox
  beforeAll(() => {
    box = openSandbox()
    box.write({
      'demos/constructor/demo.yaml': DEMO,
      'slides/constructor/deck.md': '# A talk\n\n---\n\n```demo constructor\n```\n',
    })
  })
  afterAll(() => box.close())

  it('are recorded, rehearsed, checked and exported', async () => {
    const recorded = await box.run('record', 'constructor')
    expect(recorded).toMatchObject({ status: 0, stderr: '' })
    const take = readFileSync(join(box.root, 'demos/constructor/take/take.json'), 'utf8')
    expect(JSON.parse(take)).toMatchObject({
      steps: {
        constructor: { constructor: { status: 0 } },
        prototype: { constructor: { status: 0 }, prototype: { status: 0 } },
      },
    })
    const rehearsed = await box.run('rehearse', 'constructor', '--json')
    expect(rehearsed).toMatchObject({ status: 0, stderr: '' })
    expect(rehearsed.stdout).not.toContain('drift')
    const doctor = await box.run('doctor', 'constructor', '--json')
    expect(doctor).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"word":"live"') as unknown,
    })
    expect(await box.run('export', 'constructor', '--out', 'out')).toMatchObject({ status: 0 })
  })

  it('are performed, and every window is told', async () => {
    const stage = await box.present('constructor', '--port', '0')
    const one = await enter(stage)
    expect(one.welcome.live['constructor']).toEqual({ ok: true })
    const intent = 'intent-of-a-name'
    one.say({
      type: 'perform',
      intent,
      demo: 'constructor',
      step: 'prototype',
      panes: ['constructor', 'prototype'],
    })
    for (const pane of ['constructor', 'prototype']) {
      const { outcome } = await one.hear('outcome', (heard) => heard.pane === pane)
      expect(outcome).toMatchObject({ ok: true, status: 0 })
    }
    const position: Position = {
      deck: 'constructor',
      h: 1,
      v: 0,
      f: -1,
      place: 'constructor',
      next: { kind: 'step', demo: 'constructor', step: 'constructor' },
      demos: {
        constructor: {
          step: 0,
          at: 'ready' as const,
          panes: {
            constructor: { mode: 'live', cause: 'none', phase: 'idle' } as const,
            prototype: { mode: 'replay', cause: 'hand', phase: 'idle' } as const,
          },
        },
      },
    }
    const two = await enter(stage, one.welcome.token)
    one.say({ type: 'position', position })
    expect((await two.hear('position')).position).toEqual(position)
    const three = await enter(stage, one.welcome.token)
    expect(three.welcome.position).toEqual(position)
    three.close()
    one.close()
    two.close()
    await stage.stop()
  })
})
