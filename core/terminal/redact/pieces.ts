import type { Size } from '../../base/event.ts'
import { createNeedles } from './automaton.ts'
import { createScan, shownOf } from './cover-secrets.ts'

/**
 * Replaces each literal secret by as many `•` as it has cells. A secret is found as a reader sees
 * it: neither escape sequences or control characters inside it nor a border between two pieces hide
 * it. Strings inside OSC (titles), DCS and APC are searched as texts of their own. With a size, a
 * secret is also found where it stands on a screen of that size.
 */
export function redactPieces(
  pieces: readonly string[],
  secrets: readonly string[],
  size?: Size,
): string[] {
  const redactor = createPieceRedactor(secrets, size)
  return [...pieces.flatMap((piece) => redactor.push(piece)), ...redactor.end()]
}

/** Covers secrets in pieces that arrive one by one. */
export interface PieceRedactor {
  /**
   * Takes a piece; returns in order the pieces whose text is decided. Pieces that may hold the
   * beginning of a secret wait.
   */
  push(piece: string): string[]
  end(): string[]
  /** From here on the screen has this size. */
  resize(size: Size): void
}

export function createPieceRedactor(secrets: readonly string[], size?: Size): PieceRedactor {
  const needles = createNeedles(secrets)
  if (!needles) return { push: (piece) => [piece], end: () => [], resize() {} }
  const scan = createScan(needles, size)
  let waiting: string[] = []
  /** The number of pieces that were returned. */
  let given = 0
  const ready = (all: boolean): string[] => {
    for (const token of all ? scan.takeAll(false) : scan.take())
      waiting[token.piece - given] += shownOf(token)
    const border = (scan.first()?.piece ?? Infinity) - given
    const out = waiting.slice(0, border)
    waiting = waiting.slice(border)
    given += out.length
    return out
  }
  return {
    push(piece) {
      scan.feed(piece, given + waiting.length)
      waiting.push('')
      return ready(false)
    },
    end: () => ready(true),
    resize: (to) => scan.resize(to),
  }
}

/** Covers secrets in a whole text. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactPieces([text], secrets)[0] ?? ''
}
