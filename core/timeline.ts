import type { Ms, TermEvent } from './event.ts'
import { plainText } from './plain-text.ts'
import type { Segment } from './take.ts'

/** A segment as it is replayed: when each event is due, and where the typing ends. */
export interface Timeline {
  readonly due: readonly Ms[]
  /** The number of events that belong to the typing; what follows answers the last Enter. */
  readonly typing: number
}

export interface Pace {
  /** Silences longer than this are cut to it. */
  readonly idleLimit: Ms
  /** 2 is twice as fast. Typing keeps its own cadence. */
  readonly speed: number
}

/** Between two keystrokes a person needs this, and a room has patience for no more than that. */
const KEY_GAP = { least: 25, most: 160 } as const

/** Keystrokes at a human cadence, silences cut, the rest in its own rhythm. */
export function timeline(segment: Segment, { idleLimit, speed }: Pace): Timeline {
  const { events } = segment
  const typing = typingEnd(segment)
  const due: Ms[] = []
  let at = 0
  let before = 0
  events.forEach((event, index) => {
    const gap = Math.max(0, event.at - before)
    before = event.at
    if (index < typing) at += index === 0 ? 0 : Math.min(Math.max(gap, KEY_GAP.least), KEY_GAP.most)
    else at += Math.min(gap, idleLimit) / speed
    due.push(at)
  })
  return { due, typing }
}

/**
 * Where the echo of typing ends: as measured, or, in a cast that is not ours, before the first event
 * that is more than a few characters or ends a line.
 */
function typingEnd({ events, typed }: Segment): number {
  const isAnswer = (event: TermEvent) =>
    typed === undefined ? event.type === 'output' && !isKeystroke(event.data) : event.at > typed
  const first = events.findIndex(isAnswer)
  return first === -1 ? events.length : first
}

/** The echo of a key is a character or two, perhaps coloured, and never a whole line. */
function isKeystroke(data: Uint8Array): boolean {
  if (data.length > 64) return false
  const text = new TextDecoder().decode(data)
  return !text.includes('\n') && [...plainText(text)].length <= 3
}
