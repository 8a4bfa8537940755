import { expect } from 'vitest'
import { itNeeds } from '../../../test/support/needs.ts'
import { glibcWidths, written } from '../../../test/support/terminal/glibc-widths.ts'
import { cellsOfCodePoint } from './cells.ts'
import { WIDE, ZERO } from './ranges.ts'

itNeeds('glibc 2.36')(
  'every code point takes as many cells as the glibc of this machine says',
  () => {
    const { ranges } = glibcWidths() ?? { ranges: [] }
    const differing: string[] = []
    for (const [from, to, cells] of ranges)
      for (let code = from; code <= to; code++)
        // readline counts what is unprintable as one cell.
        if (cellsOfCodePoint(code) !== (cells < 0 ? 1 : cells)) differing.push(code.toString(16))
    expect(differing).toEqual([])
    expect(ranges.at(-1)?.[1]).toBe(0x10ffff)
  },
)

itNeeds('glibc 2.36')('the table is what that glibc makes of it', () => {
  const { ranges } = glibcWidths() ?? { ranges: [] }
  expect([written(ranges, 0), written(ranges, 2)]).toEqual([ZERO, WIDE])
})
