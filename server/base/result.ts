import { systemSentence } from './system-error.ts'

/** Something that may not succeed, as a value: what came of it, or one sentence for people. */
export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/**
 * What went wrong, in the words of whoever threw it; what the system refused, in a sentence. The one
 * way from an error to a person. `named`: the path that the sentence around it names already.
 */
export function reason(error: unknown, named?: string): string {
  if (!(error instanceof Error)) return String(error)
  return systemSentence(error, named) ?? error.message
}

/** Whether it went well, without what came of it. */
export const plain = (attempt: Attempt<unknown>): Attempt<void> =>
  attempt.ok ? { ok: true, value: undefined } : attempt
