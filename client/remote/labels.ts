import type { Ms } from '../../core/base/event.ts'
import type { Light, RemoteAction, RemoteView } from '../../core/protocol/remote-messages.ts'

/* The words of a phone. They are pure, so that a table test can name each sentence. */

/** `4:05` or `1:02:09`, without a sign. */
export function clockTime(ms: Ms): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000)
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

export interface Remaining {
  readonly words: string
  /** The talk is longer than it was meant to be. */
  readonly over: boolean
}

export function remaining(elapsed: Ms, planned: Ms | undefined): Remaining | null {
  if (planned === undefined) return null
  // In whole seconds like the time beside it; otherwise the two would not change together.
  const left = Math.round(planned / 1_000) - Math.floor(elapsed / 1_000)
  return left >= 0
    ? { words: `${clockTime(left * 1_000)} left`, over: false }
    : { words: `${clockTime(left * 1_000)} over`, over: true }
}

/** The words on the big button, and those above it. */
export function nextWords(next: RemoteView['next']): {
  readonly button: string
  readonly head: string
} {
  const step = next.step ? ` ${next.step.number} of ${next.step.total}` : ''
  switch (next.does) {
    case 'step':
      return { button: 'Next', head: `Next: step${step}` }
    case 'finish':
      return { button: 'Next', head: 'Next: finish the typing' }
    case 'busy':
      return { button: 'Running', head: 'A command is running' }
    case 'fragment':
      return { button: 'Next', head: 'Next: more of this slide' }
    case 'slide':
      return { button: 'Next', head: 'Next: the next slide' }
    case 'end':
      return { button: 'The end', head: 'This is the last slide' }
    case 'nothing':
      return { button: 'Next', head: '' }
    default:
      return next.does satisfies never
  }
}

/** What the green room knows of the next step. */
export const WOULD = {
  replay: 'Not live now: its recording plays',
  fail: 'Would fail now',
} as const satisfies Record<NonNullable<RemoteView['next']['would']>, string>

const NOW = { ready: '', running: 'running', done: '', failed: 'failed' } as const

/** A pane's light in words: `live`, `live, running`, `replay: exit 1`. */
export function lightWords({ mode, now, why }: Light): string {
  const state = NOW[now] === '' ? mode : `${mode}, ${NOW[now]}`
  return why === undefined ? state : `${state}: ${why}`
}

/** What the colour of the light says; what is urgent comes before the mode. */
export function lightKind({ mode, now }: Light): 'failed' | 'running' | 'live' | 'replay' {
  if (now === 'failed' || now === 'running') return now
  return mode
}

const NAMES: Readonly<Record<RemoteAction, string>> = {
  next: 'next',
  back: 'back',
  toggle: 'live',
  fallback: 'fall back',
  rescue: 'rescue',
}

/** The sentence about a press that did nothing. */
export const notDone = (action: RemoteAction, why: string) =>
  `${NAMES[action]} was not done: ${why || 'the stage does not say why'}`
