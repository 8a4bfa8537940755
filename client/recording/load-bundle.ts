import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { Ms } from '../../core/base/event.ts'

/** The server reads a large take for seconds, once; an answer that takes longer than this is lost. */
const LATE: Ms = 10_000
/** After this many tries the deck goes on without the demo: lost answers must not keep the slides away. */
const TRIES = 3

/** Empty for a demo that does not exist: its stage says so, and the rest of the deck goes on. */
export async function bundleOf(
  name: string,
  ask: (address: string, late: Ms) => Promise<Response> = askFor,
): Promise<[string, DemoBundle][]> {
  for (let tries = TRIES; tries > 0; tries--) {
    try {
      const answer = await ask(`/demos/${encodeURIComponent(name)}.json`, LATE)
      return answer.ok ? [[name, (await answer.json()) as DemoBundle]] : []
    } catch {
      continue // There was no answer, or it was cut off, so it is asked for again.
    }
  }
  return []
}

const askFor = (address: string, late: Ms) => fetch(address, { signal: AbortSignal.timeout(late) })
