import type { Ms, TermEvent } from '../base/event.ts'
import { plainText } from '../terminal/plain-text.ts'
import type { Segment } from './take.ts'

export interface Pace {
  /** Longer silences are cut to this. */
  readonly idleLimit: Ms
  /** A factor: 2 is twice as fast. Typing keeps its own cadence. */
  readonly speed: number
}

/**
 * The time between two replayed keystrokes: shorter ones do not look like typing, longer ones bore
 * the room.
 */
const KEY_GAP = { least: 25, most: 160 } as const

/**
 * Returns the time at which each of these events is due, counted from the event before them, which
 * happened at `before`. `first` events of the step come before these; the first `typing` events of
 * the step are its typing.
 */
export function dueOf(
  events: readonly TermEvent[],
  {
    first,
    before,
    typing,
  }: { readonly first: number; readonly before: Ms; readonly typing: number },
  { idleLimit, speed }: Pace,
): Ms[] {
  let at = 0
  let last = before
  return events.map((event, n) => {
    const gap = Math.max(0, event.at - last)
    last = event.at
    if (first + n >= typing) at += Math.min(gap, idleLimit) / speed
    else if (first + n > 0) at += Math.min(Math.max(gap, KEY_GAP.least), KEY_GAP.most)
    return at
  })
}

/**
 * Returns the number of events that echo the typing: as measured, or, in a foreign cast, all before
 * the first event that has more than a few characters or ends a line.
 */
export function typingEnd({ events, typed }: Pick<Segment, 'events' | 'typed'>): number {
  const first = events.findIndex((event) => isAnswer(event, typed))
  return first === -1 ? events.length : first
}

/** Whether the event follows the typing, which ended at `typed` if that was measured. */
export function isAnswer(event: TermEvent, typed: Ms | undefined): boolean {
  return typed === undefined
    ? event.type === 'output' && !isKeystroke(event.data)
    : event.at > typed
}

/**
 * Whether the bytes look like the echo of a key: one or two characters, perhaps coloured, and never
 * a whole line.
 */
function isKeystroke(data: Uint8Array): boolean {
  if (data.length > 64) return false
  const text = new TextDecoder().decode(data)
  return !text.includes('\n') && [...plainText(text)].length <= 3
}
