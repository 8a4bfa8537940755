import { isUtf8 } from 'node:buffer'
import { codePointLength } from '../../../core/terminal/sanitize/utf8.ts'

const BACKSLASH = 0x5c
/** The letter of the escape that stands for a byte, as JSON.stringify writes it; `u` needs four digits. */
const ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = byte < 0x80 ? JSON.stringify(String.fromCharCode(byte)) : ''
  return text[1] === '\\' ? text.charCodeAt(2) : 0
})
const U = 0x75
const ZERO = 0x30
const digit = (n: number) => '0123456789abcdef'.charCodeAt(n)
/** No byte becomes more than this many. */
const LONGEST = 6

/** Lines are written into this buffer; a new one for each line would be most of the garbage. */
let scratch = Buffer.allocUnsafe(0)

/**
 * An event of a cast as a whole line with its end; overwritten by the next call. Bytes in `data` are
 * UTF-8 (see `wellFormed`): making strings of a flood on its way to the disk would take four times as
 * long.
 */
export function castLine(seconds: number, code: string, data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  const head = `[${JSON.stringify(seconds)},"${code}","`
  const room = head.length + LONGEST * bytes.length + 3
  if (scratch.length < room) scratch = Buffer.allocUnsafe(room)
  const line = scratch
  let at = line.write(head, 'latin1')
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    const letter = ESCAPE[byte]!
    if (letter === 0) {
      line[at++] = byte
      continue
    }
    line[at++] = BACKSLASH
    line[at++] = letter
    if (letter !== U) continue
    line[at++] = ZERO
    line[at++] = ZERO
    line[at++] = digit(byte >> 4)
    line[at++] = digit(byte & 15)
  }
  at += line.write('"]\n', at, 'latin1')
  return line.subarray(0, at)
}

/** How many bytes at the end are the beginning of a code point whose rest has not come yet. */
export function unfinished(bytes: Uint8Array): number {
  for (let n = 1; n <= Math.min(3, bytes.length); n++) {
    const byte = bytes[bytes.length - n]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return codePointLength(bytes, bytes.length - n) === 0 ? n : 0
  }
  return 0
}

/** A copy of the bytes, with U+FFFD for what is not UTF-8. */
export function wellFormed(bytes: Uint8Array): Uint8Array {
  if (isUtf8(bytes)) return bytes.slice()
  return Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
}
