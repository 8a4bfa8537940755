import type { Clock } from '../../core/base/clock.ts'
import { readKey, SILENT, unheard, type Typed } from './typist.ts'

/** Keeps what somebody types whom nothing hears from being keys of the stage. */
export interface TypingGuard {
  /** Nothing hears what comes next, and why. */
  readonly refuse: (words: string) => void
  /** What comes next is meant for the stage. */
  readonly left: () => void
  /** Is this key part of a sentence that nothing hears? */
  readonly lost: (key: Typed) => boolean
}

const UNHEARD =
  'nothing hears what is typed; after a pause, or Esc, keys are those of the stage again'

/** `tell` shows one sentence to the presenter. */
export function createTypingGuard(clock: Clock, tell: (words: string) => void): TypingGuard {
  let typist = SILENT
  // A hand that points at a button has stopped typing, also in the question that the button ends.
  document.addEventListener(
    'click',
    ({ detail, target }) => {
      const isButton = target instanceof Element && target.closest('button, a[href]') !== null
      if (detail > 0 && isButton) typist = SILENT
    },
    true,
  )
  return {
    refuse(words) {
      typist = unheard(clock.now())
      tell(words)
    },
    left: () => (typist = SILENT),
    lost(key) {
      const read = readKey(typist, key, clock.now())
      typist = read.typist
      if (read.lost) tell(key.key === 'Escape' ? '' : UNHEARD)
      return read.lost
    },
  }
}
