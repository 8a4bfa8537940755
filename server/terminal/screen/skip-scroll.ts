/** Bytes that a screen need not parse, because they change nothing of its later state. */
export interface Skip {
  /** The beginning of the text and colour that it belongs to. */
  readonly start: number
  /** The offset of the first byte that may be left out. */
  readonly from: number
  /** The offset of the first byte after it that must stay. */
  readonly to: number
  /** The colour sequences of the bytes that are left out; they are written instead. */
  readonly pen: Uint8Array
}

const ESC = 0x1b
const LF = 0x0a
const CR = 0x0d
/** The first byte of C1 controls, and of some letters (but é begins with C3). */
const C2 = 0xc2
/** Bytes of text that only print at the cursor and move it right, to the left edge or down. */
const TEXT = Uint8Array.from({ length: 256 }, (_, b) =>
  (b >= 0x20 && b !== 0x7f && b !== C2) || b === LF || b === CR || b === 0x09 ? 1 : 0,
)
/** Bytes. Parsing fewer than this is faster than finding out that they can be left out. */
const WORTH = 2_048

/**
 * Finds what may be left out of `data`, which is output of the filter. Between `from` and `to`
 * there is only text and colour (SGR). At `to` is the `\r\n` of a line, and after it come enough
 * line feeds to scroll away everything that was on the screen. So the text between leaves no trace
 * but the pen, if the cursor is on the last row at `from` and a line feed scrolls there; the caller
 * has to check that.
 */
export function skips(data: Uint8Array, rows: number): Skip[] {
  const found: Skip[] = []
  /** The beginnings and ends of the SGR sequences of this text. */
  let pens: number[] = []
  let start = 0
  const { length } = data
  let i = 0
  for (;;) {
    // Reading past the end even once would make the loop six times slower for good.
    while (i < length && TEXT[data[i]!] === 1) i++
    const byte = i < length ? data[i]! : -1
    if (byte === ESC) {
      const end = endOfSgr(data, i)
      if (end > 0) {
        pens.push(i, end)
        i = end
        continue
      }
    } else if (byte === C2 && data[i + 1]! >= 0xa0) {
      i += 2
      continue
    }
    const skip = skipOf(data, start, i, pens, rows)
    if (skip) found.push(skip)
    if (i >= length) return found
    pens = []
    start = ++i
  }
}

/** The end of the SGR sequence at `i`, or 0 if something else begins there. */
function endOfSgr(data: Uint8Array, i: number): number {
  if (data[i + 1] !== 0x5b) return 0
  let at = i + 2
  while (data[at]! >= 0x30 && data[at]! <= 0x3b) at++
  return data[at] === 0x6d ? at + 1 : 0
}

function skipOf(
  data: Uint8Array,
  start: number,
  end: number,
  pens: readonly number[],
  rows: number,
): Skip | undefined {
  if (end - start < WORTH) return
  // A sequence that was cut before `start` has ended when a line feed comes.
  const feed = data.indexOf(LF, start)
  if (feed === -1) return
  const from = feed + 1
  let to = end
  for (let n = 0; n < rows || data[to - 1] !== CR; n++) {
    if (to - 1 < from) return
    to = data.lastIndexOf(LF, to - 1)
    if (to <= from) return
  }
  to -= 1
  return to - from < WORTH ? undefined : { start, from, to, pen: penOf(data, from, to, pens) }
}

/** The colour sequences between `from` and `to`, from the last full reset on. */
function penOf(data: Uint8Array, from: number, to: number, pens: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (let n = pens.length - 2; n >= 0 && pens[n]! >= from; n -= 2) {
    if (pens[n]! >= to) continue
    const sgr = data.subarray(pens[n], pens[n + 1])
    parts.unshift(sgr)
    if (sgr.length === 3 || (sgr.length === 4 && sgr[2] === 0x30)) break
  }
  return Buffer.concat(parts)
}
