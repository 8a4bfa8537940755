import type { Ms, Size, TermEvent } from '../base/event.ts'
import { SIZE_LIMIT } from '../base/event.ts'

/** Limits of a recording. Larger ones are mistakes or attacks. */
export const CAST_LIMIT = {
  /** Characters. The largest recording that we have seen shared has 80 MB. */
  file: 128 * 1024 * 1024,
  /** Characters of a v1 cast, which is one JSON value and parsed at once: some 100 ms. */
  whole: 16 * 1024 * 1024,
  line: 1024 * 1024,
  events: 1_000_000,
  /** A day. */
  time: 86_400_000,
} as const

const encoder = new TextEncoder()

/** Why a line of a cast is left out, for people. */
export interface Malformed {
  readonly fault: string
  readonly hint?: string
}

/** A line that is no event at all. */
export const noEvent = (fault: string): Malformed => ({
  fault,
  hint: 'an event is [seconds, "o", "text"]',
})

/** The clock of a cast while its lines are read. */
export interface CastClock {
  /**
   * The time of an event line. Times never run backwards. A line with an unknown code counts as well.
   * `odd`: the time was taken for another one, in words for people.
   */
  time(json: unknown): { readonly at: Ms; readonly odd?: string } | Malformed
}

/** `relative`: each line counts from the one before. `idleLimit`: longer silences last only so long. */
export function castClock(relative: boolean, idleLimit: Ms = Infinity): CastClock {
  let before: Ms = 0
  /** The time without what is cut from silences. */
  let played: Ms = 0
  return {
    time(json) {
      if (!Array.isArray(json)) return noEvent('this line is not an event')
      const time: unknown = json[0]
      if (typeof time !== 'number' || !Number.isFinite(time))
        return noEvent('an event begins with its time, a number of seconds')
      const wanted = relative ? before + time * 1000 : time * 1000
      const at = Math.max(before, wanted)
      const after = played + Math.min(at - before, idleLimit)
      if (!(after <= CAST_LIMIT.time))
        return { fault: 'this event is more than a day after the beginning' }
      ;[before, played] = [at, after]
      return time < 0 ? { at, odd: 'a time is never negative; this one counts as none' } : { at }
    },
  }
}

/**
 * The event of a line. Null: the code is unknown, and the line is skipped.
 */
export function eventOf(json: unknown, at: Ms): TermEvent | null | Malformed {
  const [, code, data] = json as unknown[]
  if (typeof code !== 'string') return noEvent('the second part of an event is its code')
  if (!/^[oimxr]$/.test(code)) return null
  const text = typeof data === 'string' ? data : typeof data === 'number' ? String(data) : null
  if (text === null) return noEvent('the third part of an event is text')
  switch (code) {
    case 'o':
      return { type: 'output', at, data: encoder.encode(text) }
    case 'i':
      return { type: 'input', at, data: text }
    case 'm':
      return { type: 'marker', at, label: text }
    case 'x': {
      const status = Number(text)
      if (!Number.isInteger(status)) return { fault: 'an exit status is a number' }
      return { type: 'exit', at, status }
    }
    case 'r': {
      const [, cols, rows] = /^(\d+)x(\d+)$/.exec(text) ?? []
      const size = sizeOf(Number(cols), Number(rows))
      return size
        ? { type: 'resize', at, size }
        : { fault: 'a size is written 80x24, and within limits' }
    }
    default:
      return null
  }
}

/**
 * The code and data of an event in a cast. Output is missing here: its writer joins text over
 * several pieces.
 */
export function lineOf(event: Exclude<TermEvent, { type: 'output' }>): {
  readonly code: 'i' | 'r' | 'm' | 'x'
  readonly data: string
} {
  switch (event.type) {
    case 'input':
      return { code: 'i', data: event.data }
    case 'resize':
      return { code: 'r', data: `${event.size.cols}x${event.size.rows}` }
    case 'marker':
      return { code: 'm', data: event.label }
    case 'exit':
      return { code: 'x', data: String(event.status) }
    default:
      return event satisfies never
  }
}

/**
 * A size of whole numbers within the limits: beyond them a terminal needs seconds and gigabytes.
 */
export function sizeOf(cols: unknown, rows: unknown): Size | null {
  const fits = (n: unknown, [least, most]: readonly [number, number]): n is number =>
    typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most
  return fits(cols, SIZE_LIMIT.cols) && fits(rows, SIZE_LIMIT.rows) ? { cols, rows } : null
}
