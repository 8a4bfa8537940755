import type { Pattern } from '../demo/model.ts'
import type { Places, Span } from '../demo/pattern-search.ts'
import { pidColumns, useColumns } from './pid-columns.ts'

/**
 * The kinds of text that may differ between runs although the result is the same. `mask` is named
 * by the script; the others are built in.
 */
export type Volatile =
  'mask' | 'digest' | 'id' | 'time' | 'duration' | 'size' | 'version' | 'pid' | 'port'

/** A stretch of text; one with a kind is volatile. */
export interface Piece {
  readonly text: string
  readonly kind?: Volatile
}

export interface Masks {
  /** The script's `mask`. */
  readonly patterns: readonly Pattern[]
  /**
   * Searches for them. Patterns of authors may take for ever, so callers may pass a search with a
   * deadline.
   */
  readonly places?: Places
  /** Versions of tools as they were when either text was printed: `28.2`, literally. */
  readonly versions: readonly string[]
}

// What stands before and after a volatile stretch: no part of a word or a number. A placeholder
// counts as what it stands for, here and below, so that what was masked looks as it did.
const BEFORE = '(?<![\\w‹›])'
const AFTER = '(?![\\w‹›])'
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d+)?)?'
const UNIT = '(?:second|minute|hour|day|week|month|year)s?'
const AMOUNT = `(?:Less than a|About an?|an?|\\d+) ${UNIT}`
/**
 * What packagers and release engineers put behind a version; `-alpine` and `-amd64` are results. It
 * is repeated, so each has one run of digits: what can be read in two ways takes for ever.
 */
const SUFFIX =
  '(?:[-+~.](?:rc|alpha|beta|dev|pre|ds|dfsg|deb|bpo|ubuntu|fc|el|ce|git)?\\.?\\d+(?:u\\d+)?|[-+]dev)'

/** A commit as git shortens it, without a letter. */
const SHORT = '\\d{7,11}'
/** What git prints before one: `HEAD is now at`, `[main (root-commit) …]`, `Merge: … …`, `WIP on main: …`. */
const COMMIT_BEFORE =
  '(?:commit |now at |was |\\[[^\\]\\s]+(?: \\(root-commit\\))? |Merge: (?:\\S{1,60} ){0,2}|WIP on [^:\\n]{1,100}: )'
/** The lines of `git log --graph`. */
const GRAPH = '(?:[*|/\\\\] {0,3}){0,20}'

/**
 * Strict on purpose: what is masked is never seen to change. So an id has digits and letters, a pid
 * more than two digits (a container's first processes are numbered 1, 2, 3, and that means
 * something), a port is one that was drawn by the kernel, and a size has a fraction: `64M` is a wish.
 */
const KNOWN: readonly (readonly [Volatile, string])[] = [
  ['digest', `${BEFORE}sha(?:1|256|384|512)[:_-][0-9a-f]{6,}(?:…|\\.\\.\\.)?${AFTER}`],
  ['id', `${BEFORE}[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}${AFTER}`],
  ['id', `${BEFORE}(?=[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{12,128}${AFTER}`],
  // As git shortens them. Two digits at least: no word has them.
  ['id', `${BEFORE}(?=[0-9a-f]*\\d[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{7,11}${AFTER}`],
  // One in 27 has no letter. Such a number is an id only where git prints one.
  ['id', `(?=\\d{7})(?<=${BEFORE}${COMMIT_BEFORE})${SHORT}${AFTER}`],
  ['id', `(?=\\d{7})(?<=^${GRAPH})${SHORT}(?= (?:[A-Z(]|[a-z]+(?:\\([^)]*\\))?!?: ))`],
  ['id', `(?=\\d{7})(?<=^[*+ ] \\S{1,100} {1,100})${SHORT}(?= [A-Z[(])`],
  ['id', `${BEFORE}${SHORT}(?=\\.\\.)|(?<=\\.\\.)${SHORT}${AFTER}`],
  [
    'id',
    `(?<=^ {0,9}\\d{1,9}: {2})${SHORT}(?= [=!<>] )|(?<= [=!<>] {1,9}\\d{1,9}: {2})${SHORT}${AFTER}`,
  ],
  [
    'time',
    `${BEFORE}\\d{4}-\\d\\d-\\d\\d(?:[T ]${CLOCK}(?:\\.\\d+)?)?(?: ?[+-]\\d\\d:?\\d\\d|Z| UTC)?${AFTER}`,
  ],
  [
    'time',
    `${BEFORE}${DAY},? (?:\\d{1,2} ${MONTH}|${MONTH} +\\d{1,2})(?:,? \\d{4})?(?:,? ${CLOCK})?(?: [A-Z]{3,4}| ?[+-]\\d{4})?(?: \\d{4})?(?: [+-]\\d{4})?${AFTER}`,
  ],
  [
    'time',
    `${BEFORE}(?:\\d{1,2} ${MONTH}|${MONTH} +\\d{1,2})(?:,? \\d{4})?(?:,? ${CLOCK})${AFTER}`,
  ],
  // As web servers log it (the common log format of NCSA httpd), and Python's with a space.
  ['time', `${BEFORE}\\d\\d/${MONTH}/\\d{4}[: ]${CLOCK}(?: [+-]\\d{4})?${AFTER}`],
  ['time', `${BEFORE}(?<![:.])${CLOCK}${AFTER}(?![:.][\\d‹])`],
  ['time', `${BEFORE}${AMOUNT} ago${AFTER}`],
  ['time', `(?<=${BEFORE}Up )${AMOUNT}${AFTER}`],
  ['duration', `${BEFORE}(?:\\d+h)?\\d+m\\d+(?:\\.\\d+)?s${AFTER}`],
  [
    'duration',
    `${BEFORE}(?<!\\.)\\d+(?:\\.\\d+)? ?(?:ns|µs|us|ms|s|secs?|mins?|hrs?|${UNIT})${AFTER}`,
  ],
  ['size', `${BEFORE}(?<!\\.)\\d+\\.\\d+ ?(?:[kKMGT]i?)?B${AFTER}`],
  ['version', `${BEFORE}(?<!\\.)v?\\d+\\.\\d+\\.\\d+(?!\\.?[\\d‹])${SUFFIX}*${AFTER}`],
  ['version', `${BEFORE}v\\d+\\.\\d+(?!\\.?[\\d‹])${SUFFIX}*${AFTER}`],
  ['version', `(?<=${BEFORE}[Vv]ersion[ :="]{1,3})\\d+(?:\\.\\d+)+${SUFFIX}*${AFTER}`],
  ['pid', `(?<=${BEFORE}[pP]id["']?[ :=]{1,3})[1-9]\\d{2,6}${AFTER}`],
  ['pid', `(?<=${BEFORE}PID[ :=]{1,3})[1-9]\\d{2,6}${AFTER}`],
  // A job of the shell: `[1] 4711`.
  ['pid', `(?<=^\\[\\d+\\] )[1-9]\\d{2,6}$`],
  // Where the kernel's ephemeral ports begin (ip_local_port_range(5)) to the last.
  [
    'port',
    `(?<=[\\w\\]]:|${BEFORE}[pP]ort["']?[ :=]{1,3})(?:3276[89]|327[7-9]\\d|32[89]\\d\\d|3[3-9]\\d{3}|[45]\\d{4}|6[0-5]\\d{3})${AFTER}`,
  ],
]
const known = KNOWN.map(([kind, source]) => rule(kind, { source, flags: 'm' }))

/**
 * Cuts a text into what is volatile and what is not. What the script names comes first. Masking
 * what was masked changes nothing more.
 */
export function pieces(text: string, { patterns, versions, places }: Masks): readonly Piece[] {
  const own = patterns.map((pattern) => rule('mask', pattern, places))
  const parts = maskAll([{ text }], own)
  // Columns are where they are in the text as it was printed.
  const raw = (piece: Piece) => piece.text
  const numbered = cut(parts, 'pid', pidColumns(text), raw)
  const timed = cut(numbered, 'time', useColumns(text), raw)
  return maskAll(timed, [...literally(versions), ...known])
}

/** How one kind of what is volatile is found. */
type Rule = readonly [Volatile, (text: string) => readonly Span[]]

/** Compiled once, because every step is searched several times for the known kinds. */
function rule(kind: Volatile, pattern: Pattern, places?: Places): Rule {
  if (places) return [kind, (text) => places(pattern, text)]
  const sought = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`)
  return [
    kind,
    (text) =>
      Array.from(text.matchAll(sought), ({ index, 0: { length } }) => ({
        from: index,
        to: index + length,
      })),
  ]
}

/** Applies the rules until nothing changes: what one rule leaves, another may take. */
function maskAll(parts: readonly Piece[], rules: readonly Rule[]): readonly Piece[] {
  let now = parts
  for (let before = 0; now.length !== before;) {
    before = now.length
    for (const [kind, places] of rules)
      now = cut(now, kind, places(masked(now)), (piece) => masked([piece]))
  }
  return now
}

/** Takes what lies within what is left. The stretches are places in the pieces, seen so. */
function cut(
  parts: readonly Piece[],
  kind: Volatile,
  spans: Iterable<Span>,
  seen: (piece: Piece) => string,
): readonly Piece[] {
  const list = [...spans].filter(({ from, to }) => to > from)
  let start = 0
  let next = 0
  return parts.flatMap((piece) => {
    const { length } = seen(piece)
    const mine: Span[] = []
    for (let span = list[next]; span && span.from < start + length; span = list[++next])
      if (span.from >= start && span.to <= start + length)
        mine.push({ from: span.from - start, to: span.to - start })
    start += length
    return piece.kind !== undefined || mine.length === 0 ? [piece] : split(piece.text, kind, mine)
  })
}

function split(text: string, kind: Volatile, spans: readonly Span[]): readonly Piece[] {
  const parts: Piece[] = []
  let at = 0
  for (const { from, to } of spans) {
    if (from > at) parts.push({ text: text.slice(at, from) })
    parts.push({ text: text.slice(from, to), kind })
    at = to
  }
  return at < text.length ? [...parts, { text: text.slice(at) }] : parts
}

function literally(versions: readonly string[]): Rule[] {
  const named = versions.filter((version) => version !== '').map(escape)
  if (named.length === 0) return []
  return [rule('version', { source: `${BEFORE}(?:${named.join('|')})(?![.\\w‹›])`, flags: '' })]
}

/** The text with a placeholder for each volatile stretch: `pid ‹pid›`. */
export function masked(parts: readonly Piece[]): string {
  return parts.map(({ text, kind }) => (kind === undefined ? text : `‹${kind}›`)).join('')
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
