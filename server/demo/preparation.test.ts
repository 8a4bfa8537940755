import { describe, expect, it } from 'vitest'
import { demo, machine, part, step } from '../../test/support/demo-story.ts'

describe('a step after a rejoin that still runs', () => {
  const steps = [
    step('hello', { a: part('echo a') }, { rejoin: 'mend' }),
    step('after', { a: part('echo after') }),
    step('slow', { a: part('echo slow') }, { rejoin: 'mend', patience: 30_000 }),
  ]
  /** A rejoin that goes on until it is ended, and a step that is performed meanwhile. */
  function waiting() {
    let end = () => {}
    const mend = new Promise<void>((resolve) => (end = resolve))
    const m = machine(demo({ steps }), { mend })
    const rejoined = m.runtime.rejoin('hello')
    const [performance] = m.runtime.perform('after', ['a'], () => {}).values()
    return { m, rejoined, performance: performance!, end: () => end() }
  }
  const typed = (log: readonly string[]) => log.filter((line) => /echo|open/.test(line))

  it('waits for its end', async () => {
    const { m, rejoined, performance, end } = waiting()
    await m.settle(() => m.log.includes('mend'))
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    expect(typed(m.log)).toEqual([])
    end()
    expect(await m.end(performance)).toMatchObject({ ok: true })
    expect(await rejoined).toBe(true)
    expect(typed(m.log)).toEqual(['open a1', 'a1: echo after'])
  })

  it('is not performed live if the presenter waits no longer, or if it fails', async () => {
    const { m, performance } = waiting()
    await m.settle(() => m.log.includes('mend'))
    performance.hurry()
    const left = { ok: false, why: 'missing', detail: 'live did not come back' }
    expect(await m.end(performance)).toEqual(left)
    const broken = machine(demo({ steps }), { fails: 'mend' })
    const failed = broken.runtime.rejoin('hello')
    const [after] = broken.runtime.perform('after', ['a'], () => {}).values()
    expect(await broken.end(after!)).toEqual(left)
    expect(await failed).toBe(false)
    for (const { log } of [m, broken]) expect(typed(log)).toEqual([])
  })

  it('is live again once no rejoin runs, though one has failed', async () => {
    const m = machine(demo({ steps }), { fails: 'mend' })
    expect(await m.runtime.rejoin('hello')).toBe(false)
    expect(await m.perform('after', ['a'])).toMatchObject({ a: { ok: true } })
  })

  it('has to wait for ten seconds at most, or as long as the step may take', async () => {
    const m = machine(demo({ steps }))
    await m.runtime.rejoin('hello')
    await m.runtime.rejoin('slow')
    expect(m.log.filter((line) => line.startsWith('at most'))).toEqual([
      'at most 10000 ms',
      'at most 30000 ms',
    ])
  })
})
