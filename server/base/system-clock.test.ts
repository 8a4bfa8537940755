import { expect, test } from 'vitest'
import { systemClock } from './system-clock.ts'

const wake = (at: number) => new Promise<void>((resolve) => systemClock.wake(at, resolve))

test('never wakes too early, not even by a fraction', async () => {
  for (let i = 0; i < 50; i++) {
    // Node counts from the beginning of its turn, however long that was ago.
    for (const busy = systemClock.now() + 3; systemClock.now() < busy;);
    const at = systemClock.now() + (i % 7) + 0.3
    await wake(at)
    expect(systemClock.now()).toBeGreaterThanOrEqual(at)
  }
})

test('wakes soon for a time that is past, but not before it returns', async () => {
  let woken = false
  const stop = systemClock.wake(systemClock.now() - 1_000, () => (woken = true))
  expect(woken).toBe(false)
  await wake(systemClock.now() + 2)
  expect(woken).toBe(true)
  stop()
})

test('does not wake after stop, nor at once for the far future', async () => {
  let woken = false
  const run = () => (woken = true)
  systemClock.wake(systemClock.now() + 1, run)()
  const stop = systemClock.wake(systemClock.now() + 1e12, run)
  await wake(systemClock.now() + 5)
  expect(woken).toBe(false)
  stop()
})
