/**
 * The length of the code point that begins at `i` with a byte of 0x80 or more, after the table of
 * well-formed sequences (Unicode 15, table 3-7). Negative: that many bytes are malformed and stand
 * for one U+FFFD, as WHATWG's decoder has it. 0: `data` ends before it can be told.
 */
export function codePointLength(data: Uint8Array, i: number): number {
  const lead = data[i]!
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  if (lead < 0xc2 || lead > 0xf4) return -1
  let least = 0x80
  let most = 0xbf
  if (lead === 0xe0) least = 0xa0
  else if (lead === 0xed) most = 0x9f
  else if (lead === 0xf0) least = 0x90
  else if (lead === 0xf4) most = 0x8f
  for (let n = 1; n < length; n++) {
    if (i + n >= data.length) return 0
    const next = data[i + n]!
    if (next < least || next > most) return -n
    least = 0x80
    most = 0xbf
  }
  return length
}
