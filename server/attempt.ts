/** Something that may not succeed, as a value: what came of it, or one sentence for people. */
export type Attempt<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** What went wrong, in the words of whoever threw it. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether it went well, without what came of it. */
export const plain = (attempt: Attempt<unknown>): Attempt<void> =>
  attempt.ok ? { ok: true, value: undefined } : attempt
