/**
 * The word that was probably meant: the nearest by edit distance, where a swap of two neighbours
 * counts as one edit. Undefined if no word is near enough.
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  let best: { word: string; distance: number } | undefined
  for (const candidate of words) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase())
    // A third of the letters may be wrong; beyond that a suggestion is a guess.
    const most = Math.max(1, Math.floor(candidate.length / 3))
    if (distance > most || distance >= candidate.length) continue
    if (!best || distance < best.distance) best = { word: candidate, distance }
  }
  return best?.word
}

/** Returns "did you mean …", or a list of the known words if none is near. */
export function suggestion(word: string, words: readonly string[]): string {
  const near = nearest(word, words)
  if (near !== undefined) return `did you mean \`${near}\`?`
  return words.length === 0 ? 'there are none' : `there are: ${words.join(', ')}`
}

/** The edit distance by optimal string alignment; words longer than 64 letters are not compared. */
function edits(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Infinity
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(
        at(rows, i - 1, j) + 1,
        (row[j - 1] ?? 0) + 1,
        at(rows, i - 1, j - 1) + same,
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(rows, i - 2, j - 2) + 1)
      row.push(cost)
    }
    rows.push(row)
  }
  return at(rows, a.length, b.length)
}

const at = (rows: readonly number[][], i: number, j: number) => rows[i]?.[j] ?? 0
