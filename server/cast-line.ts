import { isUtf8 } from 'node:buffer'
import { codePointLength } from '../core/filter-utf8.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** The letters of the short escapes; others are written \u00xx. */
const SHORT: Readonly<Record<number, string>> = {
  ...{ 0x08: 'b', 0x09: 't', 0x0a: 'n', 0x0c: 'f', 0x0d: 'r' },
  ...{ [QUOTE]: '"', [BACKSLASH]: '\\' },
}
/** What stands in JSON for a byte that may not stand for itself. */
const ESCAPES: readonly (Buffer | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const short = SHORT[byte]
  if (short !== undefined) return Buffer.from(`\\${short}`)
  return byte < 0x20 ? Buffer.from(`\\u${byte.toString(16).padStart(4, '0')}`) : undefined
})
const PLAIN = Uint8Array.from(ESCAPES, (escape) => (escape ? 0 : 1))
/** No byte becomes more than this many. */
const LONGEST = 6

/**
 * An event of a cast as a whole line, its end included. `data` that is bytes is UTF-8 (see
 * `wellFormed`): a flood never becomes a string on its way from the terminal to the disk, which
 * would take four times as long.
 */
export function castLine(seconds: number, code: string, data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  const head = `[${JSON.stringify(seconds)},"${code}","`
  const line = Buffer.allocUnsafe(head.length + LONGEST * bytes.length + 3)
  let at = line.write(head, 'latin1')
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (PLAIN[byte] === 1) line[at++] = byte
    else for (const each of ESCAPES[byte]!) line[at++] = each
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

/** The same bytes if they are UTF-8, else with U+FFFD for what is not. Never the same memory. */
export function wellFormed(bytes: Uint8Array): Uint8Array {
  if (isUtf8(bytes)) return bytes.slice()
  return Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
}
