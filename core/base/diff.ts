import { diffArrays } from 'diff'

/** The indices of two equal lines in the two lists; -1: the other list has no such line. */
export type Aligned = readonly [number, number]

/**
 * One line of a comparison: removed (`gone`), new, the same, or the number of equal lines that are
 * left out (`gap`).
 */
export interface DiffLine {
  readonly is: 'gone' | 'new' | 'same' | 'gap'
  readonly text: string
}

/**
 * Bounds on the work for two long lists of mostly the same lines in another order. Up to this many
 * pairs of lines, any number of edits is looked for; above it, only so many. If more would be
 * needed, only the lines that both lists share at their ends count as the same.
 */
const LIMIT = { pairs: 1_000_000, edits: 1_000 } as const
/** How many equal lines are kept on either side of a change. */
const AROUND = 2

/**
 * Pairs the lines of two lists, so that as few lines as possible remain without a partner. Between
 * two pairs, the lines of the first list come before those of the second.
 */
export function align(a: readonly string[], b: readonly string[]): readonly Aligned[] {
  const pairs: Aligned[] = []
  let [i, j] = [0, 0]
  const upTo = ([toI, toJ]: Aligned) => {
    while (i < toI) pairs.push([i++, -1])
    while (j < toJ) pairs.push([-1, j++])
  }
  for (const match of matches(a, b)) {
    upTo(match)
    pairs.push([i++, j++])
  }
  upTo([a.length, b.length])
  return pairs
}

/** The pairs of equal lines, in order. */
function* matches(a: readonly string[], b: readonly string[]): Iterable<Aligned> {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) {
    yield [head, head]
    head++
  }
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++

  // A line that the other list lacks matches nothing, and most floods share no lines.
  const [ofA, ofB] = [range(head, a.length - tail), range(head, b.length - tail)]
  const [inA, inB] = [new Set(ofA.map((n) => a[n])), new Set(ofB.map((n) => b[n]))]
  const [sharedA, sharedB] = [ofA.filter((n) => inB.has(a[n])), ofB.filter((n) => inA.has(b[n]))]
  const few = sharedA.length * sharedB.length <= LIMIT.pairs
  const parts = diffArrays(
    sharedA.map((n) => a[n]),
    sharedB.map((n) => b[n]),
    { maxEditLength: few ? Infinity : LIMIT.edits },
  )
  let [i, j] = [0, 0]
  for (const { removed, added, count } of parts ?? []) {
    if (removed) i += count
    else if (added) j += count
    else for (let n = 0; n < count; n++) yield [sharedA[i++] ?? 0, sharedB[j++] ?? 0]
  }
  for (let n = tail; n > 0; n--) yield [a.length - n, b.length - n]
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n)

/**
 * Compares two texts. Each change has a few equal lines around it; the result is empty if nothing
 * changed.
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const all = align(before, after).map(([i, j]): DiffLine => {
    if (j < 0) return { is: 'gone', text: before[i] ?? '' }
    return { is: i < 0 ? 'new' : 'same', text: after[j] ?? '' }
  })
  const near = all.map(() => false)
  all.forEach(({ is }, at) => {
    if (is !== 'same') near.fill(true, Math.max(0, at - AROUND), at + AROUND + 1)
  })
  if (!near.includes(true)) return []
  const shown: DiffLine[] = []
  let left = 0
  const gap = () => {
    if (left > 0) shown.push({ is: 'gap', text: `${left} more, the same` })
    left = 0
  }
  all.forEach((line, at) => {
    if (near[at] !== true) left++
    else {
      gap()
      shown.push(line)
    }
  })
  gap()
  return shown
}
