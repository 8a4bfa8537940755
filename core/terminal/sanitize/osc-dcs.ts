/** The longest payload of an OSC or DCS that passes; xterm itself would buffer 10 MB. */
export const STRING_LIMIT = 4_096
/**
 * The most links in one MiB of output. Without a limit, 2.7 MB of links cost xterm 5 s and 400 MB.
 */
export const LINK_LIMIT = 2_048

export type OscVerdict =
  | { readonly type: 'pass' | 'drop' | 'query' | 'sentinel' }
  /** A hyperlink that may be followed. */
  | { readonly type: 'link' }
  /** A hyperlink that may not: its text stays, the link is closed. */
  | { readonly type: 'unlink' }
  | { readonly type: 'mark'; readonly fields: readonly string[] }

const PASS = { type: 'pass' } as const
const DROP = { type: 'drop' } as const
const QUERY = { type: 'query' } as const

/**
 * What becomes of an OSC. Only what a view of ours needs passes: titles (0, 1, 2), the working
 * directory (7) and links (8). Everything else is left out: the clipboard (52) in any form, images
 * and notifications, foreign prompt marks, and new colours for the palette, which belongs to the
 * theme and its checked contrast.
 */
export function judgeOsc(payload: string, aid?: string, sentinel?: string): OscVerdict {
  const [, digits, rest = ''] = /^(\d{1,9})(?:;(.*))?$/s.exec(payload) ?? []
  if (digits === undefined) return DROP
  switch (Number(digits)) {
    case 0:
    case 1:
    case 2:
    case 7:
      return PASS
    case 8:
      return judgeLink(rest)
    case 4:
    case 5:
    case 10:
    case 11:
    case 12:
      return /(^|;)\?(;|$)/.test(rest) ? QUERY : DROP
    case 133:
      return judgeMark(rest.split(';'), aid)
    case 7337:
      return sentinel !== undefined && rest === sentinel ? { type: 'sentinel' } : DROP
    default:
      return DROP
  }
}

/**
 * `params;uri`. A link is http or https, of printable ASCII (what the format asks for, and what
 * keeps letters that turn the reading direction out), and shows no name or password before its host.
 * A `\` is refused: browsers and others disagree whether the host ends there.
 */
function judgeLink(rest: string): OscVerdict {
  const uri = rest.slice(rest.indexOf(';') + 1)
  if (!rest.includes(';')) return DROP
  if (uri === '') return PASS
  const host = /^https?:\/\/([^/?#]+)/i.exec(uri)?.[1]
  return host !== undefined && !host.includes('@') && /^[!-[\]-~]+$/.test(uri)
    ? { type: 'link' }
    : { type: 'unlink' }
}

function judgeMark(fields: readonly string[], aid: string | undefined): OscVerdict {
  if (aid === undefined || !fields.includes(`aid=${aid}`)) return DROP
  return { type: 'mark', fields: fields.filter((field) => !field.startsWith('aid=')) }
}

/** DECRQSS and XTGETTCAP. Any other DCS (images, keys, macros) does nothing in a view of ours. */
export function isQueryDcs(payload: string): boolean {
  return /^[0-9;:]*[$+]q/.test(payload)
}
