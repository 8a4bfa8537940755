import type { Clock } from '../core/clock.ts'
import type { Ms } from '../core/event.ts'

export interface Turns<T> {
  /** So many at a time. */
  readonly width: number
  /** Longer than this and a task is given up, and the next one has its turn. */
  readonly each: { readonly limit: Ms; readonly late: T }
  /** When all is over: what was not begun by then, or not done, is given up. */
  readonly until: { readonly at: Ms; readonly late: T }
  readonly clock: Clock
}

/**
 * Does tasks in turns, and has an answer for each of them in time, whatever hangs. What is given up
 * may still be at work; nobody hears of it. Rejects when a task does.
 */
export async function inTurns<T>(
  tasks: readonly (() => Promise<T>)[],
  { width, each, until, clock }: Turns<T>,
): Promise<readonly T[]> {
  const answers = tasks.map(() => until.late)
  let next = 0
  async function turn(): Promise<void> {
    for (let n = next++; n < tasks.length; n = next++) {
      const left = until.at - clock.now()
      if (left <= 0) return
      const own = each.limit < left
      answers[n] = await orLate(
        tasks[n]?.(),
        clock,
        own ? each.limit : left,
        own ? each.late : until.late,
      )
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
