import type { Clock } from '../../../core/base/clock.ts'
import { systemClock } from '../../base/system-clock.ts'
import { membersOf, processes, type Family, type Process } from './table.ts'

/**
 * Milliseconds after the first signal, from signals that a program may handle to one that it
 * cannot.
 */
const STEPS = [
  { after: 0, signal: 'SIGHUP' },
  { after: 1_000, signal: 'SIGTERM' },
  { after: 2_000, signal: 'SIGKILL' },
] as const

/**
 * Milliseconds. Only a process that is stuck in the kernel outlives SIGKILL, and it is not waited
 * for.
 */
const GIVE_UP = 3_000

/**
 * Ends every process of a family: hang-up, after 1 s terminate, after 2 s kill. It looks at the
 * processes again each time, because one may have forked in the meantime. Resolves with those that
 * remain, which is none unless the kernel holds one.
 */
export async function killTree(family: Family, clock: Clock = systemClock): Promise<Process[]> {
  const begun = clock.now()
  let step = 0
  for (;;) {
    const left = membersOf(processes(), family)
    const elapsed = clock.now() - begun
    if (left.length === 0 || elapsed >= GIVE_UP) return left
    const next = STEPS[step]
    if (next && elapsed >= next.after) {
      for (const { pid } of left) signal(pid, next.signal)
      step += 1
      // A stopped process receives a signal other than KILL only when it continues.
      if (next.signal !== 'SIGKILL') for (const { pid } of left) signal(pid, 'SIGCONT')
    }
    // A cooperative shell is gone in a few milliseconds, so the first looks come soon.
    await pause(clock, elapsed < 100 ? 15 : 75)
  }
}

/** Ignores a process that has ended since it was listed. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.wake(clock.now() + ms, resolve))
}
