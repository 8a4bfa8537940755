import { CSI_LIMIT } from './csi.ts'
import { DEL, ENQ, ESC, largest } from './sequences.ts'
import type { Bounds } from './sequences.ts'
import { codePointLength } from './utf8.ts'

const CSI = 0x5b
const QUESTION = 0x3f

/**
 * Bytes that pass in the ground state: ASCII with control characters, but not ESC, ENQ (a query)
 * and DEL (no terminal acts on it, and xterm logs a complaint for each).
 */
const PLAIN = Uint8Array.from({ length: 256 }, (_, b) =>
  b < DEL && b !== ESC && b !== ENQ ? 1 : 0,
)
const among = (finals: string) =>
  Uint8Array.from({ length: 256 }, (_, b) => (finals.includes(String.fromCharCode(b)) ? 1 : 0))
/** Finals of sequences that may be a query although they have no prefix: the slow path decides. */
const MAY_ASK = among('cntx')
/**
 * Bytes after an ESC that begin a longer sequence, ask (Z) or end a string (\): the slow path
 * decides.
 */
const BEGINS = among('[]PX^_Z\\')

/**
 * The end of the bytes from `start` on that pass unchanged while the parser is at rest: text, and
 * whole sequences that are common and harmless. The slow path reads the rest byte by byte. Nearly
 * all output takes this way, so it sets the speed of the sanitizer. No array is read past its end
 * here, because that alone makes it several times slower.
 */
export function passable(data: Uint8Array, start: number, bounds: Bounds): number {
  const { length } = data
  let i = start
  while (i < length) {
    const from = i
    while (i < length && PLAIN[data[i]!] === 1) i++
    if (i > from) bounds.foreign = 0
    if (i === length) return i
    const byte = data[i]!
    if (byte >= 0x80) {
      const size = codePointLength(data, i)
      if (size < 2 || isC1(data, i, size)) return i
      bounds.foreign++
      i += size
      continue
    }
    const after = byte === ESC ? plainSequence(data, i, bounds) : 0
    if (after === 0) return i
    // After a sequence, no character joins the cell before it.
    bounds.foreign = 0
    i = after
  }
  return i
}

/** C1 controls are U+0080 to U+009F, which UTF-8 writes as C2 80 to C2 9F. */
export function isC1(data: Uint8Array, i: number, size: number): boolean {
  return size === 2 && data[i] === 0xc2 && data[i + 1]! < 0xa0
}

/** The end of the common sequence that begins at `i` and may pass as it is, or 0. */
function plainSequence(data: Uint8Array, i: number, bounds: Bounds): number {
  if (i + 2 >= data.length) return 0
  const next = data[i + 1]!
  if (next === CSI) return plainCsi(data, i + 2, bounds)
  if (next >= 0x30) return next < DEL && BEGINS[next] === 0 ? i + 2 : 0
  // One intermediate: a character set, or DECALN.
  const final = data[i + 2]!
  return next >= 0x20 && final >= 0x30 && final < DEL ? i + 3 : 0
}

/** The end of the control sequence whose parameters begin at `from`, or 0. */
function plainCsi(data: Uint8Array, from: number, bounds: Bounds): number {
  const isPrivate = data[from] === QUESTION
  const end = Math.min(data.length, from + CSI_LIMIT)
  let greatest = 0
  let value = 0
  for (let at = isPrivate ? from + 1 : from; at < end; at++) {
    const byte = data[at]!
    if (byte < 0x30 || byte >= DEL) return 0
    if (byte <= 0x3b) {
      value = byte < 0x3a ? value * 10 + byte - 0x30 : 0
      if (value > greatest) greatest = value
    } else {
      if (byte < 0x40) return 0
      if (isPrivate ? byte !== 0x68 && byte !== 0x6c : MAY_ASK[byte] === 1) return 0
      return greatest > largest(byte, bounds) ? 0 : at + 1
    }
  }
  return 0
}
