import type { Size } from '../../base/event.ts'
import { createNeedles } from './automaton.ts'
import { createScan, shownOf } from './scan.ts'

/**
 * Replaces each literal secret by as many `•` as it has cells. It is found as a reader would see it:
 * neither escape sequences nor control characters inside it hide it, nor does a border between two
 * pieces. Titles and other strings inside OSC, DCS and APC are searched too, each as a text of its own.
 * With a size it is also found as it stands on a screen of that size.
 */
export function redactPieces(
  pieces: readonly string[],
  secrets: readonly string[],
  size?: Size,
): string[] {
  const redactor = createPieceRedactor(secrets, size)
  return [...pieces.flatMap((piece) => redactor.push(piece)), ...redactor.end()]
}

/** Covers secrets in pieces that come one by one. */
export interface PieceRedactor {
  /**
   * The pieces, in their order, of which it is now decided what they show: all but those that may
   * hold the beginning of a secret.
   */
  push(piece: string): string[]
  end(): string[]
  /** The screen has this size from here on. */
  resize(size: Size): void
}

export function createPieceRedactor(secrets: readonly string[], size?: Size): PieceRedactor {
  const needles = createNeedles(secrets)
  if (!needles) return { push: (piece) => [piece], end: () => [], resize() {} }
  const scan = createScan(needles, size)
  let waiting: string[] = []
  /** Pieces that were given out. */
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
