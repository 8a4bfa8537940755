import type { Requirement } from '../../core/demo/model.ts'
import type { Attempt } from '../base/result.ts'

/** Looks at all of them at once. Why the first in the list is not met, for people; null if all are. */
export async function unmet(
  needs: readonly Requirement[],
  { meets }: { readonly meets: (need: Requirement) => Promise<Attempt<void>> },
): Promise<string | null> {
  const results = await Promise.all(needs.map((need) => meets(need)))
  for (const met of results) if (!met.ok) return met.why
  return null
}
