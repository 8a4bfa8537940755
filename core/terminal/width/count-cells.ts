import { cellsOfCodePoint } from './cells.ts'

/**
 * What xterm's `unicode.register` takes, so that its terminals place the cursor where programs think it
 * is. A code point without a cell joins the character before it.
 */
export const unicodeWidths = {
  version: 'glibc',
  wcwidth: cellsOfCodePoint,
  /** Packed as xterm's UnicodeService does: bit 0 joins the cell before, bits 1 and 2 are the width. */
  charProperties(code: number, before: number): number {
    const width = cellsOfCodePoint(code)
    const widthBefore = (before >> 1) & 3
    return width === 0 && widthBefore > 0 ? (widthBefore << 1) | 1 : width << 1
  },
}

/** The part of an xterm terminal that knows widths. */
interface WithUnicode {
  readonly unicode: { register(provider: typeof unicodeWidths): void; activeVersion: string }
}

/** Makes an xterm terminal count cells like everything else here. */
export function countCells({ unicode }: WithUnicode): void {
  unicode.register(unicodeWidths)
  unicode.activeVersion = unicodeWidths.version
}
