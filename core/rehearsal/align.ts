/** A pair of places in two lists; -1: the other list has nothing to it. */
export type Aligned = readonly [number, number]

/** More pairs than this are not compared: two floods that share nothing. */
const LIMIT = 4_000_000

/**
 * Lays two lists beside each other so that as much as can be is the same: a longest common
 * subsequence. What only the first has stands before what only the second has. Beyond the limit,
 * only what they share at both ends is found.
 */
export function align(a: readonly string[], b: readonly string[]): readonly Aligned[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end++
  const head = Array.from({ length: start }, (_, i): Aligned => [i, i])
  const tail = Array.from({ length: end }, (_, i): Aligned => [
    a.length - end + i,
    b.length - end + i,
  ])
  return [
    ...head,
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end), start),
    ...tail,
  ]
}

function middle(a: readonly string[], b: readonly string[], offset: number): Aligned[] {
  const width = b.length + 1
  const few = a.length * b.length <= LIMIT
  // The length of the longest common subsequence of what follows each pair of places.
  const common = new Uint32Array(few ? (a.length + 1) * width : 0)
  const at = (i: number, j: number) => common[i * width + j] ?? 0
  if (few)
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        common[i * width + j] =
          a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const result: Aligned[] = []
  let added: Aligned[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (few && i < a.length && j < b.length && a[i] === b[j]) {
      result.push(...added, [offset + i++, offset + j++])
      added = []
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1)))
      result.push([offset + i++, -1])
    else added.push([-1, offset + j++])
  }
  return [...result, ...added]
}
