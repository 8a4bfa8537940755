import { expect, it } from 'vitest'
import { deferPerformance } from './deferred-performance.ts'
import type { Performance } from './driver.ts'
import type { Outcome } from '../demo/outcome.ts'

function rig() {
  const calls: string[] = []
  let ready!: (value: string) => void
  let finish!: (outcome: Outcome) => void
  const begin = (value: string): Performance => {
    calls.push(`begin ${value}`)
    return {
      done: new Promise((resolve) => (finish = resolve)),
      hurry: () => calls.push('hurry'),
      cancel: () => calls.push('cancel'),
    }
  }
  const performance = deferPerformance(new Promise<string>((resolve) => (ready = resolve)), begin)
  const settle = async () => {
    for (let n = 0; n < 8; n++) await Promise.resolve()
  }
  return {
    calls,
    performance,
    ready: (value: string) => ready(value),
    finish: (o: Outcome) => finish(o),
    settle,
  }
}

it('begins with the value it waited for, hurries if asked meanwhile, and has the same outcome', async () => {
  const { calls, performance, ready, finish, settle } = rig()
  performance.hurry()
  await settle()
  expect(calls).toEqual([])
  ready('shells')
  await settle()
  expect(calls).toEqual(['begin shells', 'hurry'])
  finish({ ok: true, duration: 1, lines: 1 })
  expect(await performance.done).toEqual({ ok: true, duration: 1, lines: 1 })
})

it('never begins when it is cancelled first, and ends at once', async () => {
  const { calls, performance, ready, settle } = rig()
  performance.cancel()
  expect(await performance.done).toEqual({ ok: false, why: 'cancelled' })
  ready('shells')
  await settle()
  expect(calls).toEqual([])
})

it('passes on later requests once it has begun, and waits for the outcome', async () => {
  const { calls, performance, ready, finish, settle } = rig()
  ready('shells')
  await settle()
  performance.hurry()
  performance.cancel()
  expect(calls).toEqual(['begin shells', 'hurry', 'cancel'])
  finish({ ok: false, why: 'cancelled', detail: 'by itself' })
  expect(await performance.done).toEqual({ ok: false, why: 'cancelled', detail: 'by itself' })
})
