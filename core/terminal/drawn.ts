/** What stands on a screen, as text. */
export interface ScreenText {
  /** From top to bottom; a line that was wrapped counts as one. Without blanks at the ends. */
  readonly lines: readonly string[]
  /** Which of the lines the cursor is in, and after how many of its characters. */
  readonly cursor: { readonly line: number; readonly column: number }
  /** What was typed in the line of the cursor, and entered then. Its echo may be on its way. */
  readonly entered?: string
}

export const NO_SCREEN: ScreenText = { lines: [], cursor: { line: 0, column: 0 } }

/**
 * The text that stands on the screen and did not before: what a program has drawn, in whatever order.
 * Two texts, because a pattern may end where a prompt ends: all of it, and what is above and left of
 * the cursor. None where nothing was drawn. Of the line in which something was entered, only what stands
 * behind that counts.
 */
export function drawnSince(before: ScreenText, now: ScreenText): readonly string[] {
  const isNew = newLines(before, now)
  const { line: row, column } = now.cursor
  const above = now.lines.map((line, n) =>
    n === row ? line.padEnd(column).slice(0, column) : line,
  )
  const from = enteredIn(before, now.lines, isNew)
  const textOf = (lines: readonly string[], last: number) =>
    lines
      .map((line, n) => (n === from.row ? line.slice(from.column) : line))
      .filter((line, n) => isNew[n] && n <= last && !(n === from.row && line === ''))
      .join('\n')
  const texts = [textOf(now.lines, Infinity), textOf(above, row)]
  return [...new Set(texts)].filter((text) => text.trim() !== '')
}

/** Which of the lines were not there before, or not as often. */
function newLines(before: ScreenText, now: ScreenText): readonly boolean[] {
  const old = new Map<string, number>()
  before.lines.forEach((line, n) => {
    // The line in which something was entered has another text by now.
    if (before.entered === undefined || n !== before.cursor.line)
      old.set(line, (old.get(line) ?? 0) + 1)
  })
  return now.lines.map((line) => {
    const left = old.get(line) ?? 0
    old.set(line, left - 1)
    return left <= 0
  })
}

/** The line in which something was entered, as far as it is new, and where that ends in it. */
function enteredIn(
  { lines, cursor, entered }: ScreenText,
  now: readonly string[],
  isNew: readonly boolean[],
): { readonly row: number; readonly column: number } {
  const none = { row: -1, column: 0 }
  if (entered === undefined) return none
  const left = (lines[cursor.line] ?? '').slice(0, cursor.column)
  if (left.trim() === '') return none
  const row = now.findIndex((line, n) => isNew[n] && line.startsWith(left))
  if (row < 0) return none
  // The echo is whole by now, or there is none, as for a password.
  const typed = entered === '' ? -1 : (now[row] ?? '').indexOf(entered)
  return { row, column: typed < 0 ? left.length : Math.max(left.length, typed + entered.length) }
}
