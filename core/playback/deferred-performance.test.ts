import { expect, it } from 'vitest'
import { deferPerformance } from './deferred-performance.ts'
import type { Outcome, Performance } from './driver.ts'

function rig() {
  const calls: string[] = []
  let ready!: () => void
  let finish!: (outcome: Outcome) => void
  const begin = (): Performance => {
    calls.push('begin')
    return {
      done: new Promise((resolve) => (finish = resolve)),
      hurry: () => calls.push('hurry'),
      cancel: () => calls.push('cancel'),
    }
  }
  const performance = deferPerformance(new Promise<void>((resolve) => (ready = resolve)), begin)
  const settle = async () => {
    for (let n = 0; n < 8; n++) await Promise.resolve()
  }
  return { calls, performance, ready: () => ready(), finish: (o: Outcome) => finish(o), settle }
}

it('begins when it may, with what was asked of it meanwhile, and ends as it ends', async () => {
  const { calls, performance, ready, finish, settle } = rig()
  performance.hurry()
  await settle()
  expect(calls).toEqual([])
  ready()
  await settle()
  expect(calls).toEqual(['begin', 'hurry'])
  finish({ ok: true, duration: 1, lines: 1 })
  expect(await performance.done).toEqual({ ok: true, duration: 1, lines: 1 })
})

it('never begins when it was cancelled before, and says so at once', async () => {
  const { calls, performance, ready, settle } = rig()
  performance.cancel()
  expect(await performance.done).toEqual({ ok: false, why: 'cancelled' })
  ready()
  await settle()
  expect(calls).toEqual([])
})
