import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { Ms } from '../../core/base/event.ts'

/** Reading a large take costs the server seconds, once; an answer that has not come by now is lost. */
const LATE: Ms = 10_000
/** After these the deck goes on without the demo: one lost answer must not keep the slides away. */
const TRIES = 3

/** None for a demo that nobody wrote: its own stage says so, and the rest of the deck goes on. */
export async function bundleOf(
  name: string,
  ask: (address: string, late: Ms) => Promise<Response> = askFor,
): Promise<[string, DemoBundle][]> {
  for (let tries = TRIES; tries > 0; tries--) {
    try {
      const answer = await ask(`/demos/${encodeURIComponent(name)}.json`, LATE)
      return answer.ok ? [[name, (await answer.json()) as DemoBundle]] : []
    } catch {
      continue // No answer, or it was cut off: asked again.
    }
  }
  return []
}

const askFor = (address: string, late: Ms) => fetch(address, { signal: AbortSignal.timeout(late) })
