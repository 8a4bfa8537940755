import type { Ms } from '../../../core/base/event.ts'

/**
 * Somebody who types. A sentence may go on after a terminal was refused or taken away in the middle of
 * it. The rest must not be read as keys of the stage, because a letter would run a step.
 */
export interface Typist {
  /** Until this time a key still belongs to the sentence. */
  readonly until: Ms
}

/** The part of a key that decides. */
export interface Typed {
  readonly key: string
  /** With Ctrl, Alt or Meta: a shortcut, and no letter. */
  readonly combined: boolean
  /** Whether something hears it: a terminal, a search, a question. */
  readonly heard: boolean
}

export const SILENT: Typist = { until: -Infinity }

/** Milliseconds: longer than between two keys of one sentence, shorter than it takes to read a refusal. */
export const PAUSE: Ms = 1_500

/** Keys of a sentence besides those that print. Arrows and pages are not: a clicker sends them. */
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
  // After Escape, what follows is meant for the stage.
  if (key === 'Escape') return { typist: SILENT, lost: typing && !heard }
  const sentence = !combined && ([...key].length === 1 || EDITING.has(key))
  if (!sentence || !(heard || typing)) return { typist: before, lost: false }
  return { typist: unheard(now), lost: !heard }
}
