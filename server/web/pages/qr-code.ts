import { encode, renderSVG } from 'uqr'

/** Light modules around the code, so that a camera finds its edge (ISO/IEC 18004 §6.3.8). */
const BORDER = 4

/**
 * Black on white, whatever the terminal's own colours are: half of all readers fail on a negative.
 */
const INK = '\x1b[38;5;16;48;5;231m'
const PLAIN = '\x1b[0m'
/** The character for two modules, one above the other; dark ones are drawn. */
const HALVES = { '00': ' ', '10': '▀', '01': '▄', '11': '█' } as const

/** Draws the code of an address for a terminal, with one line of text for two rows of modules. */
export function qrLines(address: string): string[] {
  const rows = encode(address, { ecc: 'L', border: BORDER }).data
  const at = (y: number, x: number) => (rows[y]?.[x] === true ? '1' : '0')
  const lines: string[] = []
  for (let y = 0; y < rows.length; y += 2) {
    const cells = rows.map((_, x) => HALVES[`${at(y, x)}${at(y + 1, x)}`])
    lines.push(`${INK}${cells.join('')}${PLAIN}`)
  }
  return lines
}

/** Draws the code of an address as SVG, for a page. */
export function qrSvg(address: string): string {
  return renderSVG(address, { ecc: 'L', border: BORDER })
}
