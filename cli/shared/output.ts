import { stripVTControlCharacters } from 'node:util'
import { showProblem } from '../../core/base/problem.ts'
import type { Problem } from '../../core/base/problem.ts'
import { redact } from '../../core/terminal/redact/pieces.ts'
import { reason } from '../../server/base/result.ts'

/** The one file that writes to the terminal. A pipe gets plain, parseable lines and no progress. */
const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
const plain = (text: string) => (colour ? text : stripVTControlCharacters(text))
/** Our own colours (group 1), and characters that a terminal obeys or hides instead of drawing them. */
const UNDRAWN = /(\x1b\[\d*m)|[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
const secrets = new Set<string>()
/** Covers these values in everything that is printed from now on, also as JSON escapes them. */
export function coverPrinted(values: readonly string[]): void {
  for (const value of values) secrets.add(value).add(JSON.stringify(value).slice(1, -1))
}
const drawn = (text: string) =>
  plain(text.replace(UNDRAWN, (_, own: string | undefined) => own ?? ''))
const fit = (text: string) => drawn(redact(text, [...secrets]))
const paint = (code: string) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader like `head` closes the pipe when it has enough, and that is no failure.
  if (error.code === 'EPIPE') process.exit()
  complain(`what was to be printed is lost: ${reason(error)}`)
  process.exit(Exit.failed)
})

export const bold = paint('1')
export const dim = paint('2')
export const green = paint('32')
export const red = paint('31')
export const yellow = paint('33')

/** Prints what was asked for, to standard output. Secrets are covered. */
export function print(text = ''): void {
  console.log(fit(text))
}

/** Prints what is to be approved and covers nothing: a script could name its own commands as secrets. */
export function printWhole(text: string): void {
  console.log(drawn(text))
}

/** Prints a picture that is drawn with colours; nothing where there are none. */
export function picture(lines: readonly string[]): void {
  if (colour) for (const line of lines) console.log(`  ${line}`)
}

/** Prints what went wrong, to standard error. Secrets are covered. */
export function complain(text: string): void {
  console.error(fit(text))
}

/** Prints the progress of long work, if standard error is a terminal. */
export function progress(text: string): void {
  if (process.stderr.isTTY) console.error(fit(dim(text)))
}

/** Prints each problem with its place, the source line and a hint. */
export function complainOf(problems: readonly Problem[], source: (file: string) => string): void {
  for (const problem of problems) complain(showProblem(problem, source(problem.file)))
}

/** Exit statuses. `failed`: a demo or a check did not hold; `mistaken`: files or arguments are wrong. */
export const Exit = { fine: 0, failed: 1, mistaken: 2 } as const
