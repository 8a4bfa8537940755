/** One line of a comparison: gone, new, the same, or (`gap`) how many of the same are left out. */
export interface DiffLine {
  readonly is: 'gone' | 'new' | 'same' | 'gap'
  readonly text: string
}

/** Above this many pairs of lines nothing is compared pairwise: what differs is all gone, all new. */
const PAIRS = 4_000_000
/** Lines that stay on either side of a change. */
const AROUND = 2

/** What became of `before`, with a little of what is the same around each change; empty if all is. */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const all = compare(before, after)
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

function compare(before: readonly string[], after: readonly string[]): DiffLine[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const same = (text: string): DiffLine => ({ is: 'same', text })
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ is: 'gone', text })
  const fresh = (text: string): DiffLine => ({ is: 'new', text })
  if (a.length * b.length > PAIRS) return [...a.map(gone), ...b.map(fresh)]
  const width = b.length + 1
  // lengths[i * width + j]: of what a from i and b from j have in common.
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [from = '', to = ''] = [a[i], b[j]]
    if (i < a.length && j < b.length && from === to) {
      lines.push({ is: 'same', text: from })
      i++
      j++
    } else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      lines.push(gone(from))
      i++
    } else {
      lines.push(fresh(to))
      j++
    }
  }
  return lines
}
