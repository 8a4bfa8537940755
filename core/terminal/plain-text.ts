/**
 * Terminal output as text, while it arrives: escape sequences and control characters are removed,
 * `\r\n` is a line end, and a lone `\r` starts the line again (a progress bar counts as one line).
 * Where it is `kept`, it stays instead, as a line end to patterns: what it overwrites was printed.
 * It is a value, so that a pure function can hold it. Adding costs as much as the added text,
 * however long a line has become: programs print megabytes without a line end.
 */
export interface PlainText {
  /** Whole lines, each with its `\n`. */
  readonly done: string
  /** The last line, without a line end so far. */
  readonly line: string
  /** The last character was `\r`. The next one decides whether it starts the line again. */
  readonly returned: boolean
}

export const NO_TEXT: PlainText = { done: '', line: '', returned: false }

/** Strings (OSC, DCS, SOS, PM, APC), control sequences, other escapes (ECMA-48 §5). */
const SEQUENCES =
  /\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g

/** Other control characters, which are no text either. Line ends, returns and tabs stay. */
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g

/**
 * Adds `output`, which must begin and end between two sequences, as output of the sanitizer does.
 * Of more than `most` characters the last stay, and up to as many again, so that cutting is rare.
 */
export function addOutput(
  before: PlainText,
  output: string,
  most = Infinity,
  returns: 'again' | 'kept' = 'again',
): PlainText {
  const text = (before.returned ? '\r' : '') + output.replace(SEQUENCES, '').replace(CONTROLS, '')
  // The next output decides whether a return at the end starts the line again.
  const whole = text.replace(/(?<!\r)\r+$/, '')
  const lines = whole.replace(/(?<!\r)\r+\n/g, '\n')
  const { again, added } = returns === 'kept' ? { again: false, added: lines } : begunAgain(lines)
  const line = again ? '' : before.line
  // The line is only extended, never searched: it may be megabytes long.
  const end = added.lastIndexOf('\n') + 1
  const after = {
    done: end === 0 ? before.done : before.done + line + added.slice(0, end),
    line: end === 0 ? line + added : added.slice(end),
    returned: whole.length < text.length,
  }
  return cut(after, most)
}

/**
 * Removes text that a return discards. `again`: the text before it on the first line is discarded
 * too.
 */
function begunAgain(text: string): { again: boolean; added: string } {
  if (!text.includes('\r')) return { again: false, added: text }
  const lines = text.split('\n')
  const added = lines.map((line) => line.slice(line.lastIndexOf('\r') + 1)).join('\n')
  return { again: lines[0]?.includes('\r') === true, added }
}

/** The unfinished line may be all of the text, so it is cut as well. */
function cut(text: PlainText, most: number): PlainText {
  if (text.done.length + text.line.length <= 2 * most) return text
  const line = text.line.slice(-most)
  return { ...text, line, done: line.length >= most ? '' : text.done.slice(line.length - most) }
}

export const textOf = ({ done, line }: PlainText): string => done + line

/** The text of a whole output. */
export function plainText(output: string): string {
  return textOf(addOutput(NO_TEXT, output))
}
