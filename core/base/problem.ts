/** A located problem of an author's file: collected and returned, never thrown. */
export interface Problem {
  readonly file: string
  /** Counts from 1. Absent if the problem concerns the file as a whole. */
  readonly line?: number
  /** Counts from 1, in UTF-16 code units. */
  readonly column?: number
  /** The number of columns that the caret underlines. */
  readonly length?: number
  readonly message: string
  readonly hint?: string
}

/** The result of a parser: as much of the value as it could read, and all problems. */
export interface Parsed<T> {
  readonly value: T | null
  readonly problems: readonly Problem[]
}

/** Sorts problems from the top of a file to its bottom; those of the whole file come first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

/**
 * An author's file may hold any bytes, and its lines are printed to a terminal: characters that
 * would move its cursor are replaced one by one by a picture of themselves, so that the caret
 * remains in its place.
 */
function visible(line: string): string {
  return line
    .replace(/[\x00-\x08\x0b-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\x7f-\x9f]/g, '\u2421')
}

/** The problem as text for its author: place, message, the source line, a caret, a hint. */
export function showProblem(problem: Problem, source?: string): string {
  const place = [problem.file, problem.line, problem.column]
    .filter((x) => x !== undefined)
    .join(':')
  const lines = [`${place}: ${problem.message}`]
  const text = problem.line === undefined ? undefined : source?.split(/\r?\n/)[problem.line - 1]
  if (text !== undefined && problem.line !== undefined) {
    const gutter = String(problem.line)
    lines.push(`  ${gutter} | ${text}`)
    if (problem.column !== undefined) {
      // Tabs are kept, so that the caret is under the right place of the source.
      const before = text.slice(0, problem.column - 1).replace(/[^\t]/g, ' ')
      const caret = '^'.repeat(Math.max(1, problem.length ?? 1))
      lines.push(`  ${' '.repeat(gutter.length)} | ${before}${caret}`)
    }
  }
  if (problem.hint !== undefined) lines.push(`  hint: ${problem.hint}`)
  return lines.map(visible).join('\n')
}
