import { fakeClock } from './fake-clock.ts'
import { parseDemo } from '../../core/demo/parse.ts'
import type { HealthOptions } from '../../server/health/deck-demos.ts'
import type { LibraryDeck } from '../../server/library/library.ts'
import type { Machine } from '../../server/health/machine.ts'

export const hang = () => new Promise<never>(() => {})

/** A machine that never answers. */
export const DEAD: Machine = {
  probe: hang,
  version: hang,
  take: hang,
  free: hang,
  terminal: hang,
  date: () => Date.UTC(2026, 10, 20),
  built: () => Date.UTC(2026, 9, 1),
}

/**
 * Options for a deck `talk` that shows these demos, in memory. `script`: the text of a demo's file.
 */
export function healthOptions(
  machine: Machine,
  demos: readonly string[],
  script: (demo: string) => string,
  clock = fakeClock(),
): HealthOptions {
  const deck = {
    name: 'talk',
    html: null,
    deck: null,
    problems: [],
    stages: demos.map((demo) => ({ demo })),
  } as unknown as LibraryDeck
  return {
    deck: (name) => (name === 'talk' ? deck : undefined),
    approved: () => true,
    demo(name) {
      const { value: demo } = parseDemo(name, 'demo.yaml', script(name))
      const at = { name, folder: `/nowhere/${name}`, file: '', source: '', problems: [] }
      return { found: { ...at, demo }, trusted: true }
    },
    machine,
    clock,
    mark: (demo) => demo,
    replay: false,
    begun: () => false,
    complain(what) {
      throw new Error(what)
    },
  }
}

/** Lets everything happen that does not wait for time. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 200; n++) await Promise.resolve()
}
