import type { Ms } from '../base/event.ts'

/**
 * A socket whose network died stays open for minutes. So the server sends `tick` twice a second,
 * and silence is judged in two stages: after the first the other side is asked, after the second it
 * counts as lost. Together they take less than 2 s, the longest that a presenter should wait for a
 * silent server.
 */
export const TICK: Ms = 500
export const SUSPECT: Ms = 1_000
export const LOST: Ms = 500
/** How often silence is checked. */
export const CHECK: Ms = 100

export interface Pulse {
  readonly heard: Ms
  readonly checked: Ms
  readonly asked: Ms | null
}

export function newPulse(now: Ms): Pulse {
  return { heard: now, checked: now, asked: null }
}

export function heard(pulse: Pulse, now: Ms): Pulse {
  return { ...pulse, heard: now, asked: null }
}

/**
 * Judges the silence. A check that itself comes late (the laptop slept, the tab was throttled, the
 * page was busy) proves nothing about the other side, whose messages may still wait to be read.
 * Only time in which this side was awake counts, and a long sleep starts the wait again.
 */
export function check(pulse: Pulse, now: Ms): [Pulse, 'fine' | 'ask' | 'lost'] {
  const gap = now - pulse.checked
  if (gap > 2 * SUSPECT) return [{ heard: now, checked: now, asked: null }, 'ask']
  const slept = Math.max(0, gap - 2 * CHECK)
  const silent = pulse.heard + slept
  const asked = pulse.asked === null ? null : pulse.asked + slept
  const next = { heard: silent, checked: now, asked }
  if (asked !== null) return [next, now - asked >= LOST ? 'lost' : 'fine']
  if (now - silent >= SUSPECT) return [{ ...next, asked: now }, 'ask']
  return [next, 'fine']
}
