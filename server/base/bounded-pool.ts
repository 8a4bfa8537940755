import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'

export interface BoundedPoolOptions<T> {
  /** So many at a time. */
  readonly width: number
  /** Longer than this, in ms, and a task is given up, and the next one has its turn. */
  readonly each: { readonly limit: Ms; readonly late: T }
  /** When all is over: what was not begun by then, or not done, is given up. */
  readonly until: { readonly at: Ms; readonly late: T }
  readonly clock: Clock
}

/**
 * Does tasks in turns, and has an answer for each of them in time, whatever hangs. A task is told how
 * long it has, and should end what it started by then: nobody hears of it any more. Rejects when a
 * task does.
 */
export async function runBounded<T>(
  tasks: readonly ((limit: Ms) => Promise<T>)[],
  { width, each, until, clock }: BoundedPoolOptions<T>,
): Promise<readonly T[]> {
  const answers = tasks.map(() => until.late)
  let next = 0
  async function turn(): Promise<void> {
    for (let n = next++; n < tasks.length; n = next++) {
      const left = until.at - clock.now()
      if (left <= 0) return
      const limit = Math.min(each.limit, left)
      const late = each.limit < left ? each.late : until.late
      answers[n] = await orLate(tasks[n]?.(limit), clock, limit, late)
    }
  }
  await Promise.all(Array.from({ length: width }, turn))
  return answers
}

function orLate<T>(task: Promise<T> | undefined, clock: Clock, limit: Ms, late: T): Promise<T> {
  return new Promise((settle, fail) => {
    const stop = clock.wake(clock.now() + limit, () => settle(late))
    task?.finally(stop).then(settle, fail)
  })
}
