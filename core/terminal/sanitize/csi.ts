/**
 * The longest control sequence, in bytes. No terminal gives a longer one a meaning, so it is
 * dropped.
 */
export const CSI_LIMIT = 256
/** The largest parameter of a sequence whose cost does not grow with it (mode and colour numbers). */
export const PARAMETER_LIMIT = 65_535

/**
 * Finals whose cost or effect grows with the number: xterm loops over any number, so that 13 bytes
 * can stop a tab for minutes. A number beyond the longer side of the screen has no more effect. REP
 * (`b`) is one of them: 8 bytes must not draw 100,000 cells.
 */
const GROWING = new Set([...'@ABCDEFGHILMPSTXZ^`abdef}~'].map((final) => final.charCodeAt(0)))

/**
 * IL, DL, SU and SD shift all rows below once for each counted line, so the number of rows is
 * enough.
 */
const LINES = new Set([...'LMST'].map((final) => final.charCodeAt(0)))
export const IS_LINES: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  LINES.has(code),
)
/** Indexed by the final: whether the cost of the sequence grows with its parameters. */
export const GROWS: readonly boolean[] = Array.from({ length: 128 }, (_, code) => GROWING.has(code))

/** Sequences that ask the terminal something, as prefix + intermediates + final. */
const QUERIES = new Set([
  ...['c', '>c', '=c'], // DA1, DA2, DA3
  ...['n', '?n'], // DSR
  ...['$p', '?$p'], // DECRQM
  ...['x', '>q', '?u'], // DECREQTPARM, XTVERSION, kitty's keyboard
  ...['$w', '&u', '*y', "'|", '$u', '?m', '?S', '#S'], // reports that xterm.js does not have today
])
/** XTWINOPS that report (ctlseqs.html, "CSI Ps ; Ps ; Ps t"). */
const REPORTS = new Set(['11', '13', '14', '15', '16', '18', '19', '20', '21'])
/** XTWINOPS that are harmless: pushing and popping the title. The others move windows about. */
const TITLES = new Set(['22', '23'])

export type CsiVerdict = 'pass' | 'drop' | 'query'

/**
 * Decides about a sequence. `body`: the text between the introducer and the final, without control
 * characters.
 */
export function judgeCsi(body: string, final: string): CsiVerdict {
  const parts = /^([<-?]?)([0-9:;]*)([ -/]{0,2})$/.exec(body)
  if (!parts) return 'drop'
  const [, prefix = '', parameters = '', intermediates = ''] = parts
  if (QUERIES.has(prefix + intermediates + final)) return 'query'
  if (final === 't' && prefix + intermediates === '') {
    const first = String(Number(/^\d*/.exec(parameters)?.[0]))
    return REPORTS.has(first) ? 'query' : TITLES.has(first) ? 'pass' : 'drop'
  }
  return 'pass'
}

/** The body with every number at most `most`. */
export function clampCsi(body: string, most: number): string {
  return body.replace(/\d+/g, (digits) => (Number(digits) > most ? String(most) : digits))
}
