import type { Ms } from '../base/event.ts'

/** What can be done to the timer of a talk. */
export const TIMER = ['start', 'pause', 'reset'] as const
export type TimerAction = (typeof TIMER)[number]

/** How long a talk has been going on. The server keeps it, so that all windows and phones agree. */
export interface Timer {
  readonly running: boolean
  /** The time counted until `since`. */
  readonly counted: Ms
  readonly since: Ms
  /** Nobody has touched it: it starts by itself when the first slide is left. */
  readonly fresh: boolean
}

export const newTimer: Timer = { running: false, counted: 0, since: 0, fresh: true }

export function elapsed(timer: Timer, now: Ms): Ms {
  return timer.counted + (timer.running ? Math.max(0, now - timer.since) : 0)
}

export function act(timer: Timer, action: TimerAction, now: Ms): Timer {
  if (action === 'reset') return newTimer
  const running = action === 'start'
  if (running === timer.running) return timer
  return { running, counted: elapsed(timer, now), since: now, fresh: false }
}

/** Notes the slide that is shown. Leaving the first slide starts the timer. */
export function moved(timer: Timer, to: { readonly h: number; readonly v: number }, now: Ms) {
  return timer.fresh && (to.h > 0 || to.v > 0) ? act(timer, 'start', now) : timer
}
