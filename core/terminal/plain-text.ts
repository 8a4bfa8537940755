/**
 * Terminal output as text, while it comes: escape sequences and control characters fall away, `\r\n`
 * is a line end, and a lone `\r` begins the line again (a progress bar counts as one line).
 *
 * A value, so that a pure function can hold it. Adding costs no more than what is added, however
 * long a line has grown: programs print megabytes without a line end.
 */
export interface PlainText {
  /** Whole lines, each with its `\n`. */
  readonly done: string
  /** The line that still grows. */
  readonly line: string
  /** The last character was `\r`: whether it begins the line again depends on what follows. */
  readonly returned: boolean
}

export const NO_TEXT: PlainText = { done: '', line: '', returned: false }

/** Strings (OSC, DCS, SOS, PM, APC), control sequences, other escapes (ECMA-48 §5). */
const SEQUENCES =
  /\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g

/** What is left of them is no text either, but for line ends, returns and tabs. */
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g

/**
 * `output` has to begin and end between two sequences, as the filter gives it out. Of more than
 * `most` characters the last stay, and up to as many again, so that cutting is rare.
 */
export function addOutput(before: PlainText, output: string, most = Infinity): PlainText {
  const text = (before.returned ? '\r' : '') + output.replace(SEQUENCES, '').replace(CONTROLS, '')
  // Whether the last return begins its line again, what comes next will tell.
  const whole = text.replace(/(?<!\r)\r+$/, '')
  const { again, added } = begunAgain(whole.replace(/(?<!\r)\r+\n/g, '\n'))
  const line = again ? '' : before.line
  // The line is only ever added to, never looked through: it may be megabytes long by now.
  const end = added.lastIndexOf('\n') + 1
  const after = {
    done: end === 0 ? before.done : before.done + line + added.slice(0, end),
    line: end === 0 ? line + added : added.slice(end),
    returned: whole.length < text.length,
  }
  return cut(after, most)
}

/** Text without what a return gave up; `again`: what stands before it on its first line, too. */
function begunAgain(text: string): { again: boolean; added: string } {
  if (!text.includes('\r')) return { again: false, added: text }
  const lines = text.split('\n')
  const added = lines.map((line) => line.slice(line.lastIndexOf('\r') + 1)).join('\n')
  return { again: lines[0]?.includes('\r') === true, added }
}

/** An unfinished line may be all there is, so it is cut like the lines before it. */
function cut(text: PlainText, most: number): PlainText {
  if (text.done.length + text.line.length <= 2 * most) return text
  const line = text.line.slice(-most)
  return { ...text, line, done: line.length >= most ? '' : text.done.slice(line.length - most) }
}

export const textOf = ({ done, line }: PlainText): string => done + line

/** The same for all of an output at once. */
export function plainText(output: string): string {
  return textOf(addOutput(NO_TEXT, output))
}
