import { align } from '../base/diff.ts'
import { masked, pieces } from './volatile.ts'
import type { Masks, Piece, Volatile } from './volatile.ts'

/** A line of the text of a step, split into volatile and other pieces. */
export type MaskedLine = readonly Piece[]

/** A line of the comparison. A line that both have is shown as it is today. */
export type DriftLine = { readonly in: 'both' | 'take' | 'today'; readonly line: MaskedLine }

/** A volatile piece that has changed. */
export interface BenignChange {
  readonly kind: Volatile | 'spacing'
  readonly take: string
  readonly today: string
}

/** The differences between today and the take. */
export interface Drift {
  /** `benign`: only what is volatile differs. `meaningful`: it is another result. */
  readonly kind: 'same' | 'benign' | 'meaningful'
  /** The lines of both texts, in order. */
  readonly lines: readonly DriftLine[]
  /** The benign changes, each once. */
  readonly changes: readonly BenignChange[]
}

/** Measured sizes vary a little; a quarter more or less counts as another result. */
const TOLERANCE = 1.25

/** Compares what a step showed when it was recorded with what it shows today. */
export function drift(take: string, today: string, masks: Masks): Drift {
  const [before, now] = [take, today].map((text) => linesOf(pieces(trimmed(text), masks)))
  const [a = [], b = []] = [before, now]
  const changes = new Map<string, BenignChange>()
  const lines: DriftLine[] = []
  for (const [i, j] of align(a.map(keyOf), b.map(keyOf))) {
    const [was, is] = [a[i], b[j]]
    if (!was || !is) {
      lines.push(was ? { in: 'take', line: was } : { in: 'today', line: is ?? [] })
      continue
    }
    const found = changesOf(was, is)
    if (found.some(isAnother)) {
      lines.push({ in: 'take', line: was }, { in: 'today', line: is })
      continue
    }
    lines.push({ in: 'both', line: is })
    for (const change of found)
      changes.set(`${change.kind} ${change.take}\n${change.today}`, change)
  }
  const other = lines.some((line) => line.in !== 'both')
  return {
    kind: other ? 'meaningful' : changes.size > 0 ? 'benign' : 'same',
    lines,
    changes: [...changes.values()],
  }
}

/** Spaces at the ends of lines and empty lines at the end are on no screen. */
function trimmed(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1).join('\n')
}

/** A volatile stretch over several lines belongs to the first of them. */
function linesOf(parts: readonly Piece[]): readonly MaskedLine[] {
  const lines: Piece[][] = [[]]
  for (const piece of parts) {
    const [first = '', ...more] = piece.kind === undefined ? piece.text.split('\n') : [piece.text]
    if (first !== '') lines.at(-1)?.push({ ...piece, text: first })
    for (const text of more) lines.push(text === '' ? [] : [{ text }])
  }
  return lines
}

/**
 * The key by which two lines are the same. The number of spaces between words does not matter,
 * because columns are as wide as their content. An indentation does matter, unless it sets a number
 * flush right.
 */
function keyOf(line: MaskedLine): string {
  const text = masked(line)
  const body = text.trimStart()
  const indent = body.startsWith('‹') ? '' : text.slice(0, text.length - body.length)
  return indent + body.replace(/[ \t]+/g, ' ')
}

function changesOf(was: MaskedLine, is: MaskedLine): BenignChange[] {
  const [take, today] = [was, is].map((line) => line.filter(({ kind }) => kind !== undefined))
  const changes = (take ?? []).flatMap(({ kind, text }, i): BenignChange[] => {
    const now = today?.[i]?.text ?? ''
    return kind === undefined || text === now ? [] : [{ kind, take: text, today: now }]
  })
  if (changes.length === 0 && masked(was) !== masked(is))
    changes.push({ kind: 'spacing', take: masked(was), today: masked(is) })
  return changes
}

function isAnother({ kind, take, today }: BenignChange): boolean {
  if (kind !== 'size') return false
  const [a, b] = [bytes(take), bytes(today)]
  return Math.max(a, b) > Math.min(a, b) * TOLERANCE
}

/** `4.27MB`: a thousand, or with an i 1,024, for each letter. */
function bytes(size: string): number {
  const [, amount, prefix = '', i] = /^([\d.]+) ?([kKMGT]?)(i?)B$/.exec(size) ?? []
  const power = ['', 'k', 'm', 'g', 't'].indexOf(prefix.toLowerCase())
  return Number(amount) * (i === 'i' ? 1024 : 1000) ** power
}
