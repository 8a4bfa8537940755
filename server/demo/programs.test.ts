import { describe, expect, it } from 'vitest'
import type { Part } from '../../core/demo/model.ts'
import { demo, machine, part, step } from '../../test/support/demo-story.ts'

/** Starts a program that prints nothing by itself, and waits for what the test prints. */
const opens: Part = {
  cues: [
    { type: 'type', text: 'hang' },
    { type: 'key', key: 'enter' },
    { type: 'wait', for: { source: 'Serving', flags: '' } },
  ],
  runsOn: true,
  leaves: 'program',
  exit: [],
}
const types: Part = {
  inside: 'program',
  cues: [
    { type: 'type', text: 'q' },
    { type: 'wait', for: 'prompt' },
  ],
  exit: [],
}
const steps = [
  step('open', { a: opens }),
  step('quit', { a: types }),
  step('after', { a: part('echo after') }),
]
const inside = { ok: false, why: 'inside' }

/** A demo whose first step has left its program running. */
async function opened() {
  const m = machine(demo({ steps }), { interrupts: true })
  const [performance] = m.runtime.perform('open', ['a'], () => {}).values()
  await m.settle(() => m.log.includes('a1: hang'))
  m.port('a').print('Serving\r\n')
  expect(await m.end(performance!)).toMatchObject({ ok: true })
  return m
}

type Opened = Awaited<ReturnType<typeof opened>>

describe('a step inside a program', () => {
  it('types into the program that the step before it left running, and interrupts nothing', async () => {
    const m = await opened()
    const [performance] = m.runtime.perform('quit', ['a'], () => {}).values()
    await m.settle(() => m.port('a').written.at(-1) === 'q')
    m.port('a').interrupt()
    expect(await m.end(performance!)).toMatchObject({ ok: true })
    expect(m.log).toEqual(['setup.sh', 'open a1', 'a1: hang'])
  })

  it('is not performed live where that step was not: nothing is opened or typed', async () => {
    const m = machine(demo({ steps }))
    expect(await m.perform('quit', ['a'])).toMatchObject({ a: inside })
    expect(m.log).toEqual([])
  })

  it.each([
    ['has ended by itself', async (m: Opened) => m.port('a').interrupt()],
    ['somebody has typed into it by hand', async (m: Opened) => m.runtime.type('a', 'x')],
    ['the shell is another one', async (m: Opened) => m.runtime.rescue()],
  ])('is not performed live where its program %s', async (_, happens) => {
    const m = await opened()
    await happens(m)
    expect(await m.perform('quit', ['a'])).toMatchObject({ a: inside })
    expect(m.port('a').written).not.toContain('q')
  })

  it('is performed once: its program is not there a second time', async () => {
    const m = await opened()
    const [performance] = m.runtime.perform('quit', ['a'], () => {}).values()
    await m.settle(() => m.port('a').written.at(-1) === 'q')
    m.port('a').interrupt()
    await m.end(performance!)
    expect(await m.perform('quit', ['a'])).toMatchObject({ a: inside })
  })

  it('is followed by a step that ends what still runs, where that one begins at the prompt', async () => {
    const m = await opened()
    expect(await m.perform('after', ['a'])).toMatchObject({ a: { ok: true } })
    expect(m.log.slice(-2)).toEqual(['a1: ^C', 'a1: echo after'])
  })
})

describe('a pane that rests', () => {
  const beside = [
    step('before', { b: part('echo before') }),
    step('open', { a: opens }),
    step('see', { b: part('echo see') }),
    step('quit', { a: types }),
    step('gone', { b: part('echo gone') }),
  ]
  async function serving() {
    const m = machine(demo({ steps: beside }), { interrupts: true })
    const [performance] = m.runtime.perform('open', ['a'], () => {}).values()
    await m.settle(() => m.log.includes('a1: hang'))
    m.port('a').print('Serving\r\n')
    await m.end(performance!)
    return m
  }

  it('shows what the script says as long as its program runs', async () => {
    const m = await serving()
    expect(await m.perform('see', ['b', 'a'])).toMatchObject({ a: { ok: true }, b: { ok: true } })
    expect(m.log).not.toContain('a1: ^C')
    expect(await m.perform('before', ['a'])).toMatchObject({ a: { ok: true } })
    expect(await m.perform('see', ['nowhere'])).toMatchObject({ nowhere: { why: 'missing' } })
  })

  it.each([
    ['has ended by itself', async (m: Opened) => m.port('a').interrupt()],
    ['was never begun in this shell', async (m: Opened) => m.runtime.rescue()],
  ])('does not, where its program %s', async (_, happens) => {
    const m = await serving()
    await happens(m)
    expect(await m.perform('see', ['a'])).toMatchObject({ a: inside })
  })

  it('is left to the hand that types in it', async () => {
    const m = await serving()
    m.runtime.type('a', 'x')
    m.port('a').interrupt()
    expect(await m.perform('see', ['a'])).toMatchObject({ a: { ok: true } })
    expect(await m.perform('gone', ['b'])).toMatchObject({ b: { ok: true } })
    expect(m.log).not.toContain('a1: ^C')
  })

  it.each(['gone', 'before'])(
    'runs nothing beside the step `%s` that does not run there by the script',
    async (id) => {
      const m = await serving()
      expect(await m.perform(id, ['b'])).toMatchObject({ b: { ok: true } })
      const [ends, begins] = [m.log.indexOf('a1: ^C'), m.log.indexOf(`b2: echo ${id}`)]
      expect(ends).toBeGreaterThan(0)
      expect(begins).toBeGreaterThan(ends)
      expect(await m.perform('see', ['a'])).toMatchObject({ a: inside })
    },
  )
})
