import type { Ms } from '../../core/base/event.ts'

/**
 * Somebody who types. What goes on after a terminal was refused, or taken away in the middle of a
 * sentence, must not be read as keys of the stage: a letter of it would run a step.
 */
export interface Typist {
  /** Until then a key is one more of the sentence. */
  readonly until: Ms
}

/** What of a key decides. */
export interface Typed {
  readonly key: string
  /** With Ctrl, Alt or Meta: a shortcut, and no letter. */
  readonly combined: boolean
  /** Does something hear it: a terminal, a search, a question? */
  readonly heard: boolean
}

export const SILENT: Typist = { until: -Infinity }

/** Longer than between two keys of one sentence, and shorter than it takes to read why not, in ms. */
export const PAUSE: Ms = 1_500

/** Keys of a sentence besides those that print. The arrows and pages are a clicker's, at once. */
const EDITING: ReadonlySet<string> = new Set(['Enter', 'Backspace', 'Delete', 'Home', 'End'])

/** Somebody was about to type, or types, and nothing hears it any more. */
export const unheard = (now: Ms): Typist => ({ until: now + PAUSE })

/** Reads one key. `lost`: it is part of a sentence that nothing hears, and no key of the stage. */
export function readKey(
  before: Typist,
  { key, combined, heard }: Typed,
  now: Ms,
): { readonly typist: Typist; readonly lost: boolean } {
  const typing = now < before.until
  // Whoever lets go, or gives up, means the stage with what follows.
  if (key === 'Escape') return { typist: SILENT, lost: typing && !heard }
  const sentence = !combined && ([...key].length === 1 || EDITING.has(key))
  if (!sentence || !(heard || typing)) return { typist: before, lost: false }
  return { typist: unheard(now), lost: !heard }
}
