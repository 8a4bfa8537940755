import { expect, test } from 'vitest'
import { qrLines, qrSvg } from './qr-code.ts'

const ADDRESS = 'http://192.168.178.123:4322/'

/** The modules of the code in the terminal's lines, row by row. */
const modules = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const cells = [...line.replace(/\x1b\[[\d;]*m/g, '')]
    return ['▀█', '▄█'].map((dark) => cells.map((cell) => dark.includes(cell)))
  })

test('the code of an address has its three corners and a light border of four modules', () => {
  const rows = modules(qrLines(ADDRESS))
  const size = rows[0]!.length
  const finder = (y: number, x: number) =>
    rows.slice(y, y + 7).map((row) => row.slice(x, x + 7).filter(Boolean).length)
  // The dark modules in each row of a corner; nothing else in a code has the same numbers.
  const corner = [7, 2, 5, 5, 5, 2, 7]
  expect(finder(4, 4)).toEqual(corner)
  expect(finder(4, size - 11)).toEqual(corner)
  expect(finder(size - 11, 4)).toEqual(corner)
  expect(rows.slice(0, 4).flat()).not.toContain(true)
  expect(rows.map((row) => row.slice(0, 4)).flat()).not.toContain(true)
})

test('in a terminal it has its own colours and fits 24 lines', () => {
  const lines = qrLines(ADDRESS)
  expect(lines.length).toBeLessThan(20)
  for (const line of lines) expect(line).toMatch(/^\x1b\[38;5;16;48;5;231m[ ▀▄█]+\x1b\[0m$/)
})

test('as a drawing it has no script and no style of its own', () => {
  const svg = qrSvg(ADDRESS)
  expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>$/s)
  expect(svg).not.toMatch(/script|style=|href/)
})
