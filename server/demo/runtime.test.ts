import { describe, expect, it } from 'vitest'
import { demo, machine, part, step } from '../../test/support/demo-story.ts'

describe('a demo at run time', () => {
  it('runs the setup once, opens each shell once, and starts the panes together', async () => {
    const m = machine(demo())
    expect(await m.perform('hello', ['a', 'b'])).toMatchObject({ a: { ok: true }, b: { ok: true } })
    await m.perform('hello', ['a', 'b'])
    expect(m.log.slice(0, 3)).toEqual(['setup.sh', 'open a1', 'open b2'])
    expect(m.log.filter((line) => line.startsWith('open'))).toHaveLength(2)
    expect(m.log.filter((line) => line === 'setup.sh')).toHaveLength(1)
  })

  it('reports the requirement that is not met, types nothing, and checks again next time', async () => {
    const needs = demo({
      requires: [{ type: 'command', run: 'docker info', why: 'Docker answers' }],
    })
    const m = machine(needs, { fails: 'docker info' })
    const outcomes = await m.perform('hello', ['a', 'b'])
    expect(outcomes.a).toMatchObject({
      ok: false,
      why: 'missing',
      detail: 'docker info is not so',
    })
    expect(m.log).toEqual(['docker info'])
    await m.perform('hello', ['a'])
    expect(m.log).toEqual(['docker info', 'docker info'])
    await m.runtime.close()
    expect(m.log).not.toContain('teardown.sh')
  })

  it('runs nothing of a demo that has changed, and types nothing if it changes before its turn', async () => {
    const why = 'changed since it was approved'
    const gone = machine(demo(), { changed: () => why })
    expect((await gone.perform('hello', ['a'])).a).toMatchObject({ ok: false, detail: why })
    expect(await gone.runtime.open('a')).toEqual({ ok: false, why })
    await gone.runtime.close()
    expect(gone.log).toEqual([])
    const late = machine(demo(), {
      changed: () => (late.log.some((line) => line.startsWith('open')) ? why : null),
    })
    expect((await late.perform('hello', ['a'])).a).toMatchObject({ ok: false, detail: why })
    expect(late.log).toEqual(['setup.sh', 'open a1'])
  })

  it('checks the requirements of a single step at that step only', async () => {
    const requires = [{ type: 'host', name: 'far', port: 1 }] as const
    const steps = [
      step('near', { a: part('echo') }),
      step('far', { a: part('echo'), b: part('echo') }, { requires }),
    ]
    const m = machine(demo({ steps }), { fails: 'host' })
    expect(await m.perform('near', ['a'])).toMatchObject({ a: { ok: true } })
    expect(m.log).not.toContain('host')
    const lacking = { ok: false, why: 'missing', detail: 'host is not so' }
    expect(await m.perform('far', ['a', 'b'])).toMatchObject({ a: lacking, b: lacking })
    expect(m.log.filter((line) => line.endsWith(': echo'))).toHaveLength(1)
  })

  it('checks that a port is free only before anything of the demo could listen there', async () => {
    const m = machine(demo({ requires: [{ type: 'port', port: 5055 }] }))
    await m.perform('hello', ['a'])
    await m.runtime.rescue()
    await m.perform('hello', ['a'])
    expect(m.log.filter((line) => line === 'port' || line === 'setup.sh')).toEqual([
      'port',
      'setup.sh',
      'setup.sh',
    ])
  })

  it('tells what is not installed without running anything', () => {
    const needs = demo({ requires: ['docker', 'runc'].map((name) => ({ type: 'binary', name })) })
    expect(machine(needs, { binaries: ['runc'] }).runtime.missing()).toBe('docker is not installed')
    expect(machine(needs).runtime.missing()).toBe('docker, runc are not installed')
    const m = machine(needs, { binaries: ['runc', 'docker'] })
    expect(m.runtime.missing()).toBe(null)
    expect(m.log).toEqual([])
  })

  it('ends a shell that hangs, and opens a fresh one for the next step', async () => {
    const m = machine(demo())
    expect((await m.perform('hang', ['a'])).a).toMatchObject({ ok: false, why: 'timeout' })
    await m.settle(() => m.log.includes('close a1'))
    expect((await m.perform('hello', ['a'])).a).toMatchObject({ ok: true })
    expect(m.log).toContain('open a2')
  })

  it('presses Ctrl-C once for all: nothing interrupts what the next step types', async () => {
    const m = machine(demo(), { interrupts: true })
    await m.perform('hang', ['a'])
    expect((await m.perform('hello', ['a'])).a).toMatchObject({ ok: true })
    expect(m.log.filter((line) => line.endsWith(': ^C'))).toEqual(['a1: ^C'])
    expect(m.log).not.toContain('close a1')
  })

  it('performs nothing for a step or a pane that is not in the script', async () => {
    const m = machine(demo())
    expect((await m.perform('nobody', ['a'])).a).toMatchObject({ ok: false, why: 'missing' })
    expect((await m.perform('hang', ['c'])).c).toMatchObject({ ok: false, why: 'missing' })
    expect(m.log).toEqual([])
  })

  it('rescues with a fresh shell and the setup again; the teardown comes last', async () => {
    const m = machine(demo())
    await m.perform('hello', ['a'])
    await m.runtime.rescue()
    await m.perform('hello', ['a'])
    await m.runtime.close()
    expect(m.log.filter((line) => !line.includes(':'))).toEqual([
      'setup.sh',
      'open a1',
      'close a1',
      'setup.sh',
      'open a2',
      'close a2',
      'teardown.sh',
    ])
  })

  it('shows no terminal before its first prompt', async () => {
    let up = false
    const m = machine(demo(), { up: () => up })
    const heard: string[] = []
    m.runtime.onTerminal('a', () => heard.push('early'))
    m.runtime.perform('hello', ['a'], () => {})
    await m.settle(() => m.log.includes('open a1'))
    m.runtime.onTerminal('a', () => heard.push('late'))
    expect(heard).toEqual([])
    up = true
    await m.settle(() => heard.length > 0)
    m.runtime.onTerminal('a', () => heard.push('last'))
    expect(heard).toEqual(['early', 'late', 'last'])
  })

  it('waits for a setup that still runs before the teardown', async () => {
    let finish = () => {}
    const m = machine(demo(), { setup: new Promise<void>((resolve) => (finish = resolve)) })
    void m.runtime.prepare()
    const closed = m.runtime.close()
    await Promise.resolve()
    finish()
    await closed
    expect(m.log).toEqual(['setup.sh', 'setup.sh is done', 'teardown.sh'])
  })

  it('types nothing if it was cancelled during the setup', async () => {
    const m = machine(demo())
    const performances = m.runtime.perform('hello', ['a'], () => {})
    performances.get('a')!.cancel()
    expect(await performances.get('a')!.done).toMatchObject({ ok: false, why: 'cancelled' })
    await m.settle(() => m.log.includes('open a1'))
    await m.settle(() => true)
    expect(m.log.some((line) => line.includes(':'))).toBe(false)
  })
})

describe('typing by hand', () => {
  /** A step that waits, and somebody who types into its terminal. */
  async function taken(interrupts: boolean) {
    const m = machine(demo(), { interrupts })
    const hang = m.runtime.perform('hang', ['a'], () => {}).get('a')!
    await m.settle(() => m.log.includes('a1: hang'))
    m.runtime.type('a', 'x')
    return { m, outcome: await m.end(hang) }
  }

  it('ends the performance in that pane, and nothing interrupts the typing', async () => {
    const { m, outcome } = await taken(true)
    expect(outcome).toEqual({ ok: false, why: 'hand' })
    await m.settle(() => true)
    expect(m.log).not.toContain('a1: ^C')
    expect(m.log).not.toContain('close a1')
  })

  it('leaves the performances of other panes alone', async () => {
    const m = machine(demo())
    const { a, b } = Object.fromEntries(m.runtime.perform('hello', ['a', 'b'], () => {}))
    await m.settle(() => m.log.includes('open b2'))
    m.runtime.type('a', 'x')
    expect(await m.end(a!)).toMatchObject({ why: 'hand' })
    expect(await m.end(b!)).toMatchObject({ ok: true })
  })

  it('leaves the next step a clean prompt', async () => {
    const { m } = await taken(true)
    expect((await m.perform('hello', ['a'])).a).toMatchObject({ ok: true })
    expect(m.log.slice(-2)).toEqual(['a1: ^C', 'a1: echo a'])
  })

  it('keeps what it began: a step ends no program that was started by hand', async () => {
    const { m } = await taken(false)
    const { a } = await m.perform('hello', ['a'])
    expect(a).toMatchObject({
      ok: false,
      why: 'missing',
      detail: expect.stringMatching(/begun by hand/),
    })
    expect(m.log).not.toContain('close a1')
    await m.runtime.rescue()
    expect((await m.perform('hello', ['a'])).a).toMatchObject({ ok: true })
    expect(m.log).toContain('a2: echo a')
  })

  it('gets a shell before the first step, and only one', async () => {
    const m = machine(demo())
    const [one, other] = [m.runtime.open('a'), m.runtime.open('a')]
    await m.settle(() => m.log.includes('open a1'))
    expect([await one, await other]).toEqual(Array(2).fill({ ok: true, value: undefined }))
    expect(m.log).toEqual(['setup.sh', 'open a1'])
    m.runtime.type('a', 'ls\r')
    expect(m.log.at(-1)).toBe('a1: ls')
    await m.runtime.open('a')
    expect(m.log.filter((line) => line.startsWith('open'))).toEqual(['open a1'])
    expect(await m.runtime.open('nobody')).toMatchObject({ ok: false })
  })

  it('and the next step share a shell that still starts: nothing interrupts it', async () => {
    let up = false
    const m = machine(demo(), { up: () => up, interrupts: true })
    void m.runtime.open('a')
    await m.settle(() => m.log.includes('open a1'))
    void m.runtime.open('a')
    const performance = m.runtime.perform('hello', ['a'], () => {}).get('a')!
    // This is longer than a shell to be interrupted waits for its first Ctrl-C.
    let turns = 0
    await m.settle(() => ++turns > 50)
    up = true
    expect(await m.end(performance)).toMatchObject({ ok: true })
    expect(m.log).toEqual(['setup.sh', 'open a1', 'a1: echo a'])
  })

  it('is told why there is no shell', async () => {
    const m = machine(demo(), { fails: 'setup.sh' })
    expect(await m.runtime.open('a')).toEqual({ ok: false, why: 'setup.sh failed' })
  })
})

it('a timeout says where no program runs any more', async () => {
  const steps = [step('hang', { a: part('hang') }, { patience: 1_000 })]
  for (const [reads, says] of [
    [true, 'no program runs any more, but the shell shows no prompt that Cuecast knows'],
    [false, 'if it is to run on, say what ends the step: until: /pattern/'],
  ] as const) {
    const m = machine(demo({ steps }), { reads, interrupts: true })
    const { a } = await m.perform('hang', ['a'])
    expect(a).toMatchObject({ why: 'timeout', detail: expect.stringContaining(says) as string })
  }
})
