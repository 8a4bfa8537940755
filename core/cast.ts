import type { Ms, Size, TermEvent } from './event.ts'
import { SIZE_LIMIT } from './event.ts'
import { CAST_LIMIT, eventOf, sizeOf, timeOf } from './cast-event.ts'
import type { Parsed, Problem } from './problem.ts'

/** A recording file: asciicast v1, v2 or v3, ours or anybody's. Times count from its start. */
export interface Cast {
  readonly version: 1 | 2 | 3
  readonly size: Size
  /** Unix time in seconds. */
  readonly timestamp?: number
  readonly title?: string
  /** Silences longer than this were never meant to be replayed. */
  readonly idleLimit?: Ms
  readonly events: readonly TermEvent[]
}

/** A file that is all wrong would bury its author in complaints. */
const PROBLEMS = 20

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a cast (docs.asciinema.org/manual/asciicast). What can be had is had: a malformed line is a
 * problem and is left out, a last line that was cut off is said and left out, unknown event codes
 * and comments are passed over. Without a readable header there is no value.
 */
export function readCast(file: string, text: string): Parsed<Cast> {
  const problems: Problem[] = []
  let more = 0
  const complain = (message: string, line?: number, hint?: string) => {
    if (problems.length >= PROBLEMS) return void more++
    problems.push({
      file,
      message,
      ...(line === undefined ? {} : { line }),
      ...(hint ? { hint } : {}),
    })
  }
  const cast = read(text.startsWith('\ufeff') ? text.slice(1) : text, complain)
  if (more > 0) problems.push({ file, message: `and ${more} more` })
  return { value: cast, problems }
}

type Complain = (message: string, line?: number, hint?: string) => void

function read(text: string, complain: Complain): Cast | null {
  if (text.length > CAST_LIMIT.file) {
    const limit = CAST_LIMIT.file / 1024 / 1024
    complain(`the recording is larger than ${limit} MiB`, undefined, 'record a shorter one')
    return null
  }
  const end = text.indexOf('\n')
  const first = end === -1 ? text : text.slice(0, end)
  // v1 is one JSON object, perhaps over many lines; v2 and v3 are a header and a line an event.
  const header = parse(first) ?? (/^\s*\{/.test(text) ? parse(text) : undefined)
  if (!isObject(header)) {
    const encoded = /[\0\ufffd]/.test(first) ? 'it is not text in UTF-8' : undefined
    complain('this is not an asciicast: its first line is no header', 1, encoded)
    return null
  }
  const version = header['version']
  if (version !== 1 && version !== 2 && version !== 3) {
    complain(
      `asciicast version ${JSON.stringify(version) ?? 'unknown'} is not known`,
      1,
      'versions 1, 2 and 3 are',
    )
    return null
  }
  const term = isObject(header['term']) ? header['term'] : {}
  const size =
    version === 3 ? sizeOf(term['cols'], term['rows']) : sizeOf(header['width'], header['height'])
  if (!size) {
    const { cols, rows } = SIZE_LIMIT
    complain(
      'its terminal has no size that can be shown',
      1,
      `${cols.join(' to ')} columns, ${rows.join(' to ')} rows`,
    )
    return null
  }
  const head = { version, size, ...factsOf(header) } as const
  const events =
    version === 1 ? eventsOf1(header, complain) : eventsOf(text, end, version, complain)
  return { ...head, events }
}

function factsOf(header: Json): Pick<Cast, 'timestamp' | 'title' | 'idleLimit'> {
  const { timestamp, title, idle_time_limit: idle } = header
  return {
    ...(typeof timestamp === 'number' && Number.isFinite(timestamp) ? { timestamp } : {}),
    ...(typeof title === 'string' ? { title: title.slice(0, 200) } : {}),
    ...(typeof idle === 'number' && idle > 0 ? { idleLimit: idle * 1000 } : {}),
  }
}

/** v1: `stdout` holds `[delay, data]`. */
function eventsOf1(header: Json, complain: Complain): TermEvent[] {
  const frames = header['stdout']
  if (!Array.isArray(frames)) {
    complain('a recording of version 1 has its output in `stdout`')
    return []
  }
  let at: Ms = 0
  return frames.flatMap((frame: unknown, index) => {
    const [delay, data] = Array.isArray(frame) ? (frame as unknown[]) : []
    const line = [delay, 'o', data]
    const time = timeOf(line, at, true)
    if (typeof time === 'number') at = time
    const event = typeof time === 'number' ? eventOf(line, time) : time
    if (typeof event !== 'string') return event ?? []
    complain(`frame ${index + 1}: ${event}`)
    return []
  })
}

/** v2 and v3: a line an event. */
function eventsOf(
  text: string,
  headerEnd: number,
  version: 2 | 3,
  complain: Complain,
): TermEvent[] {
  const events: TermEvent[] = []
  let at: Ms = 0
  let number = 1
  let start = headerEnd === -1 ? text.length : headerEnd + 1
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const cut = end === -1
    const line = text.slice(start, cut ? text.length : end).trim()
    start = cut ? text.length : end + 1
    number++
    if (line === '' || line.startsWith('#')) continue
    const json = line.length > CAST_LIMIT.line ? undefined : parse(line)
    if (json === undefined) {
      if (cut)
        complain('the last line is cut off and left out', number, 'the recording ended early')
      else complain('this line is not an event', number)
      continue
    }
    const time = timeOf(json, at, version === 3)
    if (typeof time === 'number') at = time
    const event = typeof time === 'number' ? eventOf(json, time) : time
    if (typeof event === 'string') complain(event, number)
    else if (event) {
      if (events.length >= CAST_LIMIT.events) {
        complain(`there are more than ${CAST_LIMIT.events} events; the rest is left out`, number)
        break
      }
      events.push(event)
    }
  }
  return events
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined // The caller says what it means here.
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
