/** A located complaint about an author's file: collected and returned, never thrown. */
export interface Problem {
  readonly file: string
  /** From 1. Absent where the complaint is about the file as a whole. */
  readonly line?: number
  /** From 1, in UTF-16 code units. */
  readonly column?: number
  /** How many columns the caret underlines. */
  readonly length?: number
  readonly message: string
  readonly hint?: string
}

/** What a parser returns: as much of the value as it could read, and everything that is wrong. */
export interface Parsed<T> {
  readonly value: T | null
  readonly problems: readonly Problem[]
}

/** Sorts problems from the top of a file to its bottom; those of the whole file come first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}

/**
 * An author's file may hold anything, and this is printed to a terminal: what would move its cursor
 * becomes a picture of itself, one for one, so that the caret still stands where it should.
 */
function visible(line: string): string {
  return line
    .replace(/[\x00-\x08\x0b-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/[\x7f-\x9f]/g, '\u2421')
}

/** The problem as an author reads it: place, message, the source line, a caret, a hint. */
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
      // Tabs are kept, so that the caret stands under the same place as the source.
      const before = text.slice(0, problem.column - 1).replace(/[^\t]/g, ' ')
      const caret = '^'.repeat(Math.max(1, problem.length ?? 1))
      lines.push(`  ${' '.repeat(gutter.length)} | ${before}${caret}`)
    }
  }
  if (problem.hint !== undefined) lines.push(`  hint: ${problem.hint}`)
  return lines.map(visible).join('\n')
}
