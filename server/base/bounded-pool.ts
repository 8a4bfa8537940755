import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'

export interface BoundedPoolOptions<T> {
  /** This many tasks run at a time. */
  readonly width: number
  /** A task that takes longer than this is given up, its answer is `late`, and the next one begins. */
  readonly each: { readonly limit: Ms; readonly late: T }
  /** The time by the clock when all is over: tasks that have not ended by then are answered `late`. */
  readonly until: { readonly at: Ms; readonly late: T }
  readonly clock: Clock
}

/**
 * Runs tasks, so many at a time, and has an answer for each of them in time, whatever hangs. A task
 * is told how many ms it has, and should end what it started by then, because its answer is no longer
 * awaited. Rejects when a task does.
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
