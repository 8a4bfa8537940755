import { expect, it } from 'vitest'
import { diffLines } from './diff.ts'

const SIGNS = { gone: '-', new: '+', same: ' ', gap: '…' }
const shown = (before: string, after: string) =>
  diffLines(before.split(''), after.split(''))
    .map(({ is, text }) => SIGNS[is] + text)
    .join('|')

it('nothing changed is nothing to show', () => {
  expect(diffLines([], [])).toEqual([])
  expect(shown('abc', 'abc')).toBe('')
})

it('shows what is gone and new, in its place', () => {
  expect(shown('abc', 'axc')).toBe(' a|-b|+x| c')
  expect(shown('abc', 'abcd')).toBe('…1 more, the same| b| c|+d')
  expect(shown('abc', 'bc')).toBe('-a| b| c')
  expect(shown('abcdef', 'axcdyf')).toBe(' a|-b|+x| c| d|-e|+y| f')
})

it('leaves out what is the same and far away, and says how much', () => {
  expect(shown('abcdefghij', 'Xbcdefghij')).toBe('-a|+X| b| c|…7 more, the same')
  expect(shown('abcdefghij', 'XbcdefghiY')).toBe('-a|+X| b| c|…4 more, the same| h| i|-j|+Y')
})

it('what is too long to compare is all gone and all new', () => {
  const long = (word: string) => Array.from({ length: 3_000 }, (_, n) => `${word} ${n}`)
  const diff = diffLines(long('a'), long('b'))
  expect(diff.filter(({ is }) => is === 'gone')).toHaveLength(3_000)
  expect(diff.filter(({ is }) => is === 'new')).toHaveLength(3_000)
})
