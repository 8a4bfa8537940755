import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align, diffLines } from './diff.ts'

const numbered = (word: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${word} ${n}`)

describe('align', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })

  it('lists every line of both in order, and pairs only equal lines', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = align(a, b)
        const places = (side: 0 | 1) => pairs.map((pair) => pair[side]).filter((at) => at >= 0)
        expect(places(0)).toEqual(a.map((_, i) => i))
        expect(places(1)).toEqual(b.map((_, i) => i))
        for (const [i, j] of pairs) if (i >= 0 && j >= 0) expect(a[i]).toBe(b[j])
      }),
    )
  })

  it('pairs as many lines as possible', () => {
    const longest = ([a, ...as]: string[], [b, ...bs]: string[]): number => {
      if (a === undefined || b === undefined) return 0
      if (a === b) return 1 + longest(as, bs)
      return Math.max(longest(as, [b, ...bs]), longest([a, ...as], bs))
    }
    const short = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 })
    fc.assert(
      fc.property(short, short, (a, b) => {
        const together = align(a, b).filter(([i, j]) => i >= 0 && j >= 0)
        expect(together).toHaveLength(longest(a, b))
      }),
    )
  })

  it('puts removed lines before new ones', () => {
    expect(align(['x', 'a', 'b', 'y'], ['x', 'c', 'd', 'y'])).toEqual([
      [0, 0],
      [1, -1],
      [2, -1],
      [-1, 1],
      [-1, 2],
      [3, 3],
    ])
  })

  it('finds a change in the middle of two floods', () => {
    const a = ['one', ...numbered('a', 20_000), 'two', ...numbered('c', 20_000)]
    const b = ['1', ...numbered('b', 20_000), 'two', ...numbered('d', 20_000)]
    expect(align(a, b).filter(([i, j]) => i >= 0 && j >= 0)).toEqual([[20_001, 20_001]])
  })

  it('pairs only the ends of two floods of the same lines in another order', () => {
    const flood = numbered('a', 20_000)
    const pairs = align(['x', ...flood, 'y'], ['x', ...flood.toReversed(), 'y'])
    expect(pairs).toHaveLength(40_002)
    expect(pairs.at(0)).toEqual([0, 0])
    expect(pairs.at(-1)).toEqual([20_001, 20_001])
  })
})

describe('diffLines', () => {
  const SIGNS = { gone: '-', new: '+', same: ' ', gap: '…' }
  const shown = (before: string, after: string) =>
    diffLines(before.split(''), after.split(''))
      .map(({ is, text }) => SIGNS[is] + text)
      .join('|')

  it('shows nothing if nothing changed', () => {
    expect(diffLines([], [])).toEqual([])
    expect(shown('abc', 'abc')).toBe('')
  })

  it('shows removed and new lines in their places', () => {
    expect(shown('abc', 'axc')).toBe(' a|-b|+x| c')
    expect(shown('abc', 'abcd')).toBe('…1 more, the same| b| c|+d')
    expect(shown('abc', 'bc')).toBe('-a| b| c')
    expect(shown('abcdef', 'axcdyf')).toBe(' a|-b|+x| c| d|-e|+y| f')
  })

  it('leaves out equal lines far from any change, and reports how many', () => {
    expect(shown('abcdefghij', 'Xbcdefghij')).toBe('-a|+X| b| c|…7 more, the same')
    expect(shown('abcdefghij', 'XbcdefghiY')).toBe('-a|+X| b| c|…4 more, the same| h| i|-j|+Y')
  })

  it('shows all lines of two texts that share nothing as removed and new', () => {
    const diff = diffLines(numbered('a', 3_000), numbered('b', 3_000))
    expect(diff.filter(({ is }) => is === 'gone')).toHaveLength(3_000)
    expect(diff.filter(({ is }) => is === 'new')).toHaveLength(3_000)
  })
})
