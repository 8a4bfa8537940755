import { describe, expect, it } from 'vitest'
import type { Demo, Part, Step } from '../../core/demo/model.ts'
import type { Performance } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { DEFAULT_SIZE } from '../../core/base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { fakePort } from '../../test/support/fake-port.ts'
import { searchHere } from '../../test/support/fake-search.ts'
import { createDemoRuntime } from './runtime.ts'
import type { Attempt } from '../base/result.ts'

const part = (text: string): Part => ({
  cues: [
    { type: 'type', text },
    { type: 'key', key: 'enter' },
    { type: 'wait', for: 'prompt' },
  ],
  exit: [0],
})
const step = (id: string, parts: Record<string, Part>, more: Partial<Step> = {}): Step => ({
  id,
  parts: new Map(Object.entries(parts)),
  onFail: 'replay',
  optional: false,
  requires: [],
  ...more,
})
const demo = (more: Partial<Demo> = {}): Demo => ({
  name: 'd',
  title: 'd',
  size: DEFAULT_SIZE,
  live: true,
  requires: [],
  setup: 'setup.sh',
  teardown: 'teardown.sh',
  env: {},
  mask: [],
  redact: [],
  panes: ['a', 'b'].map((id) => ({ id, shell: 'bash', env: {} })),
  steps: [
    step('hello', { a: part('echo a'), b: part('echo b') }),
    step('hang', { a: part('hang') }, { patience: 1_000 }),
  ],
  ...more,
})

/** A fake machine: the log has what was run out of sight and the terminals that were opened. */
function machine(
  script: Demo,
  answers: {
    fails?: string
    binaries?: string[]
    up?: () => boolean
    interrupts?: boolean
    changed?: () => string | null
    setup?: Promise<void>
    mend?: Promise<void>
  } = {},
) {
  const clock = fakeClock()
  const log: string[] = []
  let serial = 0
  const runtime = createDemoRuntime(
    script,
    {
      clock,
      random: () => 0.5,
      search: searchHere,
      may: () => answers.changed?.() ?? null,
      has: (binary) => (answers.binaries ?? []).includes(binary),
      async meets(need) {
        const name = need.type === 'command' ? need.run : need.type
        log.push(name)
        return answers.fails === name ? { ok: false, why: `${name} is not so` } : done
      },
      async hidden(what) {
        const name = 'file' in what ? what.file : what.command
        log.push(name)
        if (name === 'mend') await answers.mend
        if (name === 'setup.sh' && answers.setup) {
          await answers.setup
          log.push('setup.sh is done')
        }
        return answers.fails === name ? { ok: false, why: `${name} failed` } : done
      },
      async open(pane) {
        const id = `${pane.id}${++serial}`
        log.push(`open ${id}`)
        let ended = false
        const port = fakePort(DEFAULT_SIZE, (line) => {
          log.push(`${id}: ${line}`)
          return line === 'hang' ? null : { prints: 'x\r\n', status: 0 }
        })
        const close = async () => {
          if (!ended) log.push(`close ${id}`)
          ended = true
        }
        const ready = () => (answers.up?.() ?? true) && port.ready()
        const write = (data: string) => {
          if (data !== '\x03' || answers.interrupts !== true) return port.write(data)
          log.push(`${id}: ^C`)
          port.interrupt()
        }
        return { ok: true, value: { ...port, write, ready, close, ended: () => ended } }
      },
    },
    () => undefined,
  )
  const done: Attempt<void> = { ok: true, value: undefined }
  return {
    runtime,
    log,
    async perform(id: string, panes: string[]) {
      const outcomes: Record<string, Outcome> = {}
      const performances = runtime.perform(id, panes, () => {})
      for (const [pane, { done }] of performances) void done.then((one) => (outcomes[pane] = one))
      await this.settle(() => Object.keys(outcomes).length === panes.length)
      return outcomes
    },
    async end({ done }: Performance) {
      let outcome: Outcome | undefined
      void done.then((one) => (outcome = one))
      await this.settle(() => outcome !== undefined)
      return outcome
    },
    async settle(until: () => boolean) {
      for (let turn = 0; turn < 3_000 && !until(); turn++) {
        await Promise.resolve()
        clock.advance(10)
      }
      expect(until()).toBe(true)
    },
  }
}

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
    expect((await m.perform('hang', ['b'])).b).toMatchObject({ ok: false, why: 'missing' })
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

it('a step waits for the rejoin of the skipped step before it', async () => {
  let mended = () => {}
  const mend = new Promise<void>((resolve) => (mended = resolve))
  const steps = [
    step('hello', { a: part('echo a') }, { rejoin: 'mend' }),
    step('after', { a: part('echo after') }),
  ]
  const m = machine(demo({ steps }), { mend })
  const ok = m.runtime.rejoin('hello')
  const underway = m.perform('after', ['a'])
  await m.settle(() => m.log.includes('mend'))
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  expect(m.log.filter((line) => /echo|open/.test(line))).toEqual([])
  mended()
  expect(await underway).toMatchObject({ a: { ok: true } })
  expect(await ok).toBe(true)
  expect(m.log.at(-1)).toBe('a1: echo after')
})
