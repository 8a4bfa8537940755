import type { Clock } from '../../../core/base/clock.ts'
import { readKey, SILENT, unheard, type Typed } from './typist.ts'

/** Keeps a sentence that nothing hears from being taken for keys of the stage. */
export interface TypingGuard {
  /** Nothing hears what is typed next; says why. */
  readonly refuse: (words: string) => void
  /** What is typed next is meant for the stage. */
  readonly left: () => void
  /** Whether this key is part of a sentence that nothing hears. */
  readonly lost: (key: Typed) => boolean
}

const UNHEARD =
  'nothing hears what is typed; after a pause, or Esc, keys are those of the stage again'

/** `tell` shows one sentence to the presenter. */
export function createTypingGuard(clock: Clock, tell: (words: string) => void): TypingGuard {
  let typist = SILENT
  // Whoever clicks a button has stopped typing, also when the button answers a question.
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
