import type { Clock } from '../../../core/base/clock.ts'

/**
 * The longest answer to a query, in characters: none that a shell or an editor asks for is longer.
 */
const LONGEST = 64
/** More answers than this in a second come from a file full of queries, which would type through them. */
const A_SECOND = 50

/**
 * Decides which answers of a terminal reach the shell, where they arrive as if typed: short ones,
 * without a line end that would run them, and not too many.
 */
export function createReplyLimit(clock: Pick<Clock, 'now'>): (data: string) => boolean {
  let second = -Infinity
  let count = 0
  return (data) => {
    if (data.length > LONGEST || /[\r\n]/.test(data)) return false
    const now = clock.now()
    if (now - second >= 1_000) {
      second = now
      count = 0
    }
    return ++count <= A_SECOND
  }
}
