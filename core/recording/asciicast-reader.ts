import type { Ms, Size, TermEvent } from '../base/event.ts'
import { SIZE_LIMIT } from '../base/event.ts'
import { CAST_LIMIT, castClock, eventOf, noEvent, sizeOf } from './asciicast-event.ts'
import type { Malformed } from './asciicast-event.ts'
import type { Problem } from '../base/problem.ts'
import { defined } from '../base/defined.ts'

/** The header of a recording file (asciicast v1, v2 or v3, ours or anybody's). */
export interface CastHead {
  readonly version: 1 | 2 | 3
  readonly size: Size
  /** Unix time in seconds. */
  readonly timestamp?: number
  readonly title?: string
  /** The author wants longer silences to be cut to this. */
  readonly idleLimit?: Ms
}

/** The most problems that are listed: a file that is wrong throughout would have thousands. */
const PROBLEMS = 20

type Json = Readonly<Record<string, unknown>>

export interface CastSink {
  /** Called once, before the first event; never when the header cannot be read. */
  readonly head: (head: CastHead) => void
  readonly event: (event: TermEvent) => void
}

/** Reads a cast line by line, so that a large one is never held in memory. */
export interface CastReader {
  /**
   * Takes the next line, without its end. `cut`: the file ended before the line did. Returns false
   * when all further lines would be left out.
   */
  readonly line: (text: string, cut?: boolean) => boolean
  /** Ends the cast, and returns its problems. */
  end(): readonly Problem[]
}

/**
 * Reads a cast (docs.asciinema.org/manual/asciicast) as far as it can be read. A malformed line is
 * reported and left out, and so is a last line that was cut off. Unknown event codes and comments
 * are skipped. Without a readable header there is no head and no event.
 */
export function createCastReader(file: string, sink: CastSink): CastReader {
  const { complain, problems } = createComplaints(file)
  let state: 'head' | 'whole' | 'events' | 'over' = 'head'
  /** The lines of a possible v1: one JSON object over many lines. */
  let gathered: string[] = []
  let size = 0
  let clock = castClock(true)
  const pairs = createPairs()
  let number = 0
  let events = 0

  const begin = (header: unknown, first: string) => {
    const head = headOf(header, first, complain)
    state = 'over'
    if (!head) return
    const { version, idleLimit } = head
    clock = castClock(version !== 2, idleLimit)
    sink.head(head)
    if (version !== 1) return void (state = 'events')
    framesOf1(header as Json, complain).forEach((frame, index) => {
      const [delay, data] = Array.isArray(frame) ? (frame as unknown[]) : []
      take([delay, 'o', data], ({ fault }) => complain(`frame ${index + 1}: ${fault}`))
    })
  }
  /** Passes on the event of a line, and tells what is wrong with it. */
  const take = (json: unknown, tell: (what: Malformed) => void): void => {
    const time = clock.time(json)
    if ('fault' in time) return tell(time)
    if (time.odd !== undefined) tell({ fault: time.odd })
    const event = eventOf(pairs.whole(json), time.at)
    if (!event) return
    if ('fault' in event) return tell(event)
    if (events++ < CAST_LIMIT.events) return sink.event(event)
    tell({ fault: `there are more than ${CAST_LIMIT.events} events; the rest is left out` })
    state = 'over'
  }
  const event = (line: string, cut: boolean) => {
    const json = line.length > CAST_LIMIT.line ? undefined : parse(line)
    const tell = ({ fault, hint }: Malformed) => complain(fault, number, hint)
    if (json !== undefined) take(json, tell)
    else if (cut)
      tell({ fault: 'the last line is cut off and left out', hint: 'the recording ended early' })
    else tell(noEvent('this line is not an event'))
  }

  return {
    line(given, cut = false) {
      number++
      const text = number === 1 && given.startsWith('\ufeff') ? given.slice(1) : given
      if (state === 'head') {
        const header = parse(text)
        if (header !== undefined) begin(header, text)
        else if (/^\s*(\{|$)/.test(text)) state = 'whole'
        else begin(undefined, text)
      } else if (state === 'events') {
        const line = text.trim()
        if (line !== '' && !line.startsWith('#')) event(line, cut)
      }
      if (state === 'whole') {
        gathered.push(text)
        size += text.length
        if (size > CAST_LIMIT.whole) begin(undefined, gathered[0] ?? '')
      }
      return state !== 'over'
    },
    end() {
      if (state === 'whole' || state === 'head')
        begin(parse(gathered.join('\n')), gathered[0] ?? '')
      gathered = []
      return problems()
    },
  }
}

export function tooLarge(file: string): Problem {
  const limit = CAST_LIMIT.file / 1024 / 1024
  return {
    file,
    message: `the recording is larger than ${limit} MiB`,
    hint: 'record a shorter one',
  }
}

type Complain = (message: string, line?: number, hint?: string) => void

function createComplaints(file: string): {
  complain: Complain
  problems: () => readonly Problem[]
} {
  const problems: Problem[] = []
  let more = 0
  return {
    complain(message, line, hint) {
      if (problems.length >= PROBLEMS) return void more++
      problems.push({
        file,
        message,
        ...defined({ line, hint }),
      })
    },
    problems: () => (more > 0 ? [...problems, { file, message: `and ${more} more` }] : problems),
  }
}

function headOf(header: unknown, first: string, complain: Complain): CastHead | null {
  if (!isObject(header)) {
    complain('this is not an asciicast: its first line is no header', 1, encodingHint(first))
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
  return { version, size, ...factsOf(header) }
}

function factsOf(header: Json): Pick<CastHead, 'timestamp' | 'title' | 'idleLimit'> {
  const { timestamp, title, idle_time_limit: idle } = header
  return defined({
    timestamp: typeof timestamp === 'number' && Number.isFinite(timestamp) ? timestamp : undefined,
    title: typeof title === 'string' ? title.slice(0, 200) : undefined,
    idleLimit: typeof idle === 'number' && idle > 0 ? idle * 1000 : undefined,
  })
}

/** What to do with a file whose first line is in another encoding. */
function encodingHint(first: string): string {
  if (first === '') return 'the file is empty'
  if (first.startsWith('\x1f')) return 'it is packed: unpack it with gunzip'
  if (first.startsWith('(\ufffd/\ufffd')) return 'it is packed: unpack it with unzstd'
  // Its every second byte is a NUL, behind a mark of the byte order or not.
  if (/^(\ufffd\ufffd)?(\0[^\0]\0[^\0]|[^\0]\0[^\0]\0)/.test(first))
    return 'it is text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it UTF-8'
  return /[\0\ufffd]/.test(first)
    ? 'it is not text in UTF-8'
    : 'a header is one line such as {"version": 3, "term": {"cols": 80, "rows": 24}}'
}

/** v1: `stdout` holds `[delay, data]`. */
function framesOf1(header: Json, complain: Complain): readonly unknown[] {
  const frames = header['stdout']
  if (Array.isArray(frames)) return frames
  complain('a recording of version 1 has its output in `stdout`')
  return []
}

/**
 * Joins characters that a recorder has cut between two events: JSON can write the halves of a surrogate
 * pair, UTF-8 cannot.
 */
function createPairs(): { whole(json: unknown): unknown } {
  let half = ''
  return {
    whole(json) {
      if (!Array.isArray(json) || json[1] !== 'o' || typeof json[2] !== 'string') return json
      const text = half + json[2]
      half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? ''
      return [json[0] as unknown, 'o', half === '' ? text : text.slice(0, -1)]
    },
  }
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
