import type { Ms } from './event.ts'

/**
 * A socket whose network died stays open for minutes. So the server says `tick` twice a second, and
 * silence is judged in two stages: after the first the other side is asked, after the second it is
 * lost. Together under 2 s (DESIGN: silent loss is seen within 2 s).
 */
export const TICK: Ms = 500
export const SUSPECT: Ms = 1_000
export const LOST: Ms = 500
/** How often silence is looked at. */
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
 * Looks at the silence. A check that itself comes late (the laptop slept, the tab was throttled)
 * proves nothing about the other side: it starts the wait anew instead of crying wolf.
 */
export function check(pulse: Pulse, now: Ms): [Pulse, 'fine' | 'ask' | 'lost'] {
  const late = now - pulse.checked > 2 * SUSPECT
  const next = { ...pulse, checked: now }
  if (late) return [{ ...next, heard: now, asked: null }, 'ask']
  if (pulse.asked !== null) return [next, now - pulse.asked >= LOST ? 'lost' : 'fine']
  if (now - pulse.heard >= SUSPECT) return [{ ...next, asked: now }, 'ask']
  return [next, 'fine']
}
