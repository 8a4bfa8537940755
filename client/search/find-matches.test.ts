import { describe, expect, it } from 'vitest'
import type { Row } from '../terminal/view.ts'
import { findAll, stepTo } from './find-matches.ts'

const COLS = 10
/**
 * Rows like those of a terminal: filled with blanks; `+` before a row means that it continues a
 * line.
 */
const rows = (...texts: string[]): Row[] =>
  texts.map((text) => ({
    text: text.replace(/^\+/, '').padEnd(COLS),
    goesOn: text.startsWith('+'),
    columnAt: (index) => index,
  }))
const found = (what: string, ...texts: string[]) =>
  findAll(rows(...texts), what, COLS).map(({ row, column, size }) => `${row}:${column}+${size}`)

describe('finding in a terminal', () => {
  it('finds every place, the oldest first', () => {
    expect(found('ab', 'ab cab', 'x', 'ab')).toEqual(['0:0+2', '0:4+2', '2:0+2'])
    expect(found('', 'ab')).toEqual([])
    expect(found('nothing', 'ab')).toEqual([])
  })

  it('ignores case unless there is a capital letter', () => {
    expect(found('err', 'Err err')).toEqual(['0:0+3', '0:4+3'])
    expect(found('Err', 'Err err')).toEqual(['0:0+3'])
  })

  it('finds signs that mean something in a regular expression', () => {
    for (const sign of ['.', '*', '$', '[a]', '(b|c)', 'C:\\x', 'a-b', '^', '?'])
      expect(found(sign, `xx ${sign}`.slice(0, COLS))).toEqual([`0:3+${sign.length}`])
  })

  it('finds text across the end of a row, but not across the end of a line', () => {
    expect(found('wxyz', 'abcdefghwx', '+yz', 'wx', 'yz')).toEqual(['0:8+4'])
    expect(found('yz', 'abcdefghwx', '+yz')).toEqual(['1:0+2'])
  })

  it('walks over a long line once, however much is found in it', () => {
    let asked = 0
    const long = Array.from({ length: 20_000 }, (_, n): Row => ({
      text: 'xxxxxxxxxx',
      goesOn: n > 0,
      columnAt(index) {
        asked++
        return index
      },
    }))
    expect(findAll(long, 'x', COLS)).toHaveLength(200_000)
    expect(findAll(long, 'x', COLS).at(-1)).toEqual({ row: 19_999, column: 9, size: 1 })
    expect(asked).toBe(2 * 2 * 200_000)
  })

  it('counts the cells of wide characters', () => {
    const wide: Row = { text: '界a界b', goesOn: false, columnAt: (n) => [0, 2, 3, 5][n] ?? 6 }
    expect(findAll([wide], 'b', COLS)).toEqual([{ row: 0, column: 5, size: 1 }])
  })
})

describe('stepping through the matches', () => {
  const matches = findAll(rows('a', 'b a', 'a'), 'a', COLS)
  const step = (from: number | null, direction: 'older' | 'newer') =>
    stepTo(matches, from === null ? null : matches[from]!, direction)

  it('begins with the newest and goes round', () => {
    expect(step(null, 'older')).toBe(2)
    expect([step(2, 'older'), step(1, 'older'), step(0, 'older')]).toEqual([1, 0, 2])
    expect([step(0, 'newer'), step(1, 'newer'), step(2, 'newer')]).toEqual([1, 2, 0])
    expect(stepTo([], matches[0]!, 'older')).toBe(-1)
  })

  it('continues from a match that no longer exists', () => {
    const gone = { row: 1, column: 0, size: 1 }
    expect(stepTo(matches, gone, 'older')).toBe(0)
    expect(stepTo(matches, gone, 'newer')).toBe(1)
  })
})
