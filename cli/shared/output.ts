import { stripVTControlCharacters } from 'node:util'
import { showProblem } from '../../core/base/problem.ts'
import type { Problem } from '../../core/base/problem.ts'
import { redact } from '../../core/terminal/redact/redact.ts'
import { reason } from '../../server/base/result.ts'

/** The one file that writes to the terminal. A pipe gets plain, parseable lines and no progress. */
const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
const plain = (text: string) => (colour ? text : stripVTControlCharacters(text))
/** Our own colours, and what a terminal does not draw: whoever printed it, it stops here. */
const UNDRAWN = /(\x1b\[\d*m)|[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
const secrets = new Set<string>()
/** These are covered, too, in all that is printed from here on; also where JSON writes them otherwise. */
export function coverPrinted(values: readonly string[]): void {
  for (const value of values) secrets.add(value).add(JSON.stringify(value).slice(1, -1))
}
const drawn = (text: string) =>
  plain(text.replace(UNDRAWN, (_, own: string | undefined) => own ?? ''))
const fit = (text: string) => drawn(redact(text, [...secrets]))
const paint = (code: string) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads only the beginning of it has what they wanted.
  if (error.code === 'EPIPE') process.exit()
  complain(`what was to be printed is lost: ${reason(error)}`)
  process.exit(Exit.failed)
})

export const bold = paint('1')
export const dim = paint('2')
export const green = paint('32')
export const red = paint('31')
export const yellow = paint('33')

/** What was asked for: goes to standard output. */
export function print(text = ''): void {
  console.log(fit(text))
}

/** What is to be approved: a script that could cover its own commands would hide them. */
export function printWhole(text: string): void {
  console.log(drawn(text))
}

/** What is drawn with colours: only where there are any. */
export function picture(lines: readonly string[]): void {
  if (colour) for (const line of lines) console.log(`  ${line}`)
}

/** What went wrong: goes to standard error. */
export function complain(text: string): void {
  console.error(fit(text))
}

/** Progress of long work: on a terminal only. */
export function progress(text: string): void {
  if (process.stderr.isTTY) console.error(fit(dim(text)))
}

/** Every problem with its place, the source line and a hint, as an author reads it. */
export function complainOf(problems: readonly Problem[], source: (file: string) => string): void {
  for (const problem of problems) complain(showProblem(problem, source(problem.file)))
}

/** Exit codes (DESIGN §8). */
export const Exit = { fine: 0, failed: 1, mistaken: 2 } as const
