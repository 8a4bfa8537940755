import { systemSentence } from './system-error.ts'

/** The result of something that may fail: its value, or why it failed, in one sentence for people. */
export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/**
 * What went wrong, for people: a sentence for an error of the system, else the error's message. Every
 * error that a person reads goes through here. `named`: a path that the text around it names already.
 */
export function reason(error: unknown, named?: string): string {
  if (!(error instanceof Error)) return String(error)
  return systemSentence(error, named) ?? error.message
}

/** The same result without its value. */
export const plain = (attempt: Attempt<unknown>): Attempt<void> =>
  attempt.ok ? { ok: true, value: undefined } : attempt
