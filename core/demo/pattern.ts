import type { Pattern } from './model.ts'
import type { Ms, Size } from '../base/event.ts'
import { SIZE_LIMIT } from '../base/event.ts'

/** A value read from text, or the problem of the text. */
export type Read<T> =
  | { readonly value: T; readonly message?: undefined }
  | { readonly value?: undefined; readonly message: string; readonly hint?: string }

/**
 * Characters. A pattern of many thousand nested groups can exhaust the engine, and with it the
 * process.
 */
const LONGEST_PATTERN = 1000

/**
 * Reads `/source/flags` as a regular expression; a text that does not begin with a slash stands for
 * itself. Flags: i, m, s, u, v. A pattern is looked for once, so g and y would mean nothing.
 */
export function readPattern(text: string): Read<Pattern> {
  if (text.length > LONGEST_PATTERN)
    return { message: `a pattern is at most ${LONGEST_PATTERN} characters long` }
  if (text === '') return { message: 'an empty pattern is found in everything' }
  if (!text.startsWith('/')) return { value: { source: escape(text), flags: '' } }
  const [, source, flags] = /^\/(.+)\/([A-Za-z]*)$/s.exec(text) ?? []
  const literal = `for the text itself write /${escape(text)}/`
  if (source === undefined || flags === undefined)
    return {
      message: 'a pattern that begins with / has no / at its end',
      hint: `a pattern with " #" or ": " in it needs single quotes around it; ${literal}`,
    }
  const unknown = [...flags].find((flag) => !'imsuv'.includes(flag))
  if (unknown !== undefined)
    return {
      message: `a pattern has no flag \`${unknown}\``,
      hint: `flags are i, m, s, u, v; ${literal}`,
    }
  try {
    new RegExp(source, flags)
  } catch (error) {
    return { message: engineMessage(error) }
  }
  return { value: { source, flags } }
}

/**
 * V8 writes `Invalid regular expression: /(/: Unterminated group`. Only the last part is shown,
 * because the author sees the pattern already.
 */
function engineMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const reason = /^Invalid regular expression: [^]*: ([^:]+)$/.exec(message)?.[1]
  return `not a regular expression: ${reason ?? message}`
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** The form of a duration: `800ms`, `10s`, `1.5s`, `2m`. */
export const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|m)$/

/** The longest duration. Nobody waits an hour on a stage, and timers overflow at 2^31 ms. */
const LONGEST: Ms = 60 * 60 * 1000

export function readDuration(text: string): Read<Ms> {
  const [, amount, unit] = DURATION.exec(text) ?? []
  if (amount === undefined) return { message: 'not a duration', hint: 'write 10s, 800ms or 2m' }
  const value = Math.round(Number(amount) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000))
  if (value < 1 || value > LONGEST) return { message: 'a duration is more than 0 and at most 60m' }
  return { value }
}

/** The form of a size, `80x22`: columns x rows of each pane. */
export const SIZE = /^(\d+)x(\d+)$/

export function readSize(text: string): Read<Size> {
  const [, cols, rows] = (SIZE.exec(text) ?? []).map(Number)
  if (cols === undefined || rows === undefined)
    return { message: 'not a size', hint: 'write columns x rows, for example 80x22' }
  const [minCols, maxCols] = SIZE_LIMIT.cols
  const [minRows, maxRows] = SIZE_LIMIT.rows
  if (cols < minCols || cols > maxCols || rows < minRows || rows > maxRows)
    return {
      message: `no terminal of ${cols} columns and ${rows} rows`,
      hint: `${minCols} to ${maxCols} columns, ${minRows} to ${maxRows} rows`,
    }
  return { value: { cols, rows } }
}

/** The form of a version: `20.10`, `28.2.2`. */
export const VERSION = /^\d+(\.\d+)*$/

/** The form of a platform, as in the names of images: `linux/arm64`, `linux/arm/v7`. */
export const PLATFORM = /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/

/**
 * The form of the names of decks, demos, panes and steps, which become file names, addresses and
 * keys. Every object inherits some such names, so they are looked up with `own`.
 */
export const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** The rule for names, for people. */
export const NAME_RULE = 'of small letters, digits, - and _'

/**
 * Whether this is a plain path in a demo's folder that its setup or steps may make. It must not be
 * `demo.yaml`, `.gitignore` or in `take/`: an approval covers the first two, and handles the
 * recording by itself.
 */
export function isMade(path: string): boolean {
  return (
    !/(^|\/)\.{0,2}(\/|$)|[*?[\]!\\\x00-\x1f]/.test(path) &&
    !/^(?:demo\.yaml|\.gitignore|take)(?:\/|$)/.test(path)
  )
}
