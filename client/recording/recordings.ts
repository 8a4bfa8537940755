import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Driver } from '../../core/playback/driver.ts'

/** A demo and the drivers of its recording; without a recording there are none. */
export interface Recording {
  readonly bundle: DemoBundle
  readonly replays: ReadonlyMap<PaneId, Driver>
  /** Loads the long parts of a step's recording into this page; null where they are here. */
  readonly ahead?: (step: StepId) => Promise<void> | null
}

/** Brings the recordings of a deck into the page: what is needed at once, the rest one by one. */
export interface Recordings {
  /**
   * Asks for this one now. Resolves when it is here or cannot be had. Null where it is here, or cannot be
   * asked for before the server is found again.
   */
  readonly need: (name: string) => Promise<void> | null
  /** Brings all from now on, one after another: `next` chooses among those that are left. */
  fill(next: (left: ReadonlySet<string>) => string | undefined): void
  /** The server is gone: all waiting ends, and nothing more is asked for. */
  lost(): void
  /** The server is there again: what could not be had is asked for once more. */
  found(): void
}

/** `bring` puts one into the page; false where there is none. It never rejects. */
export function createRecordings(
  names: Iterable<string>,
  bring: (name: string) => Promise<boolean>,
): Recordings {
  const left = new Set(names)
  /** Those that were asked for and could not be had. */
  const missed = new Set<string>()
  const coming = new Map<string, { readonly done: Promise<void>; readonly over: () => void }>()
  let order: ((left: ReadonlySet<string>) => string | undefined) | null = null
  let filling = false
  let gone = false

  function need(name: string): Promise<void> | null {
    const underway = coming.get(name)
    if (underway) return underway.done
    if (gone || !left.delete(name)) return null
    let over = () => {}
    const done = new Promise<void>((resolve) => (over = resolve))
    const one = { done, over }
    coming.set(name, one)
    void bring(name).then((here) => {
      // An answer may come after the server was given up.
      if (here) left.delete(name)
      else if (coming.get(name) === one) missed.add(name)
      if (coming.get(name) === one) coming.delete(name)
      over()
    })
    return done
  }
  async function fill(): Promise<void> {
    if (filling || !order) return
    filling = true
    // One at a time, because what is needed now must not wait behind many.
    for (let name = order(left); name !== undefined && !gone; name = order(left)) await need(name)
    filling = false
  }
  return {
    need,
    fill(next) {
      order = next
      void fill()
    },
    lost() {
      gone = true
      for (const [name, { over }] of coming) {
        left.add(name)
        over()
      }
      coming.clear()
    },
    found() {
      gone = false
      for (const name of missed) left.add(name)
      missed.clear()
      void fill()
    },
  }
}

/**
 * Which of `left` is shown nearest to `here`, of two equally near the later one. `order`: the names of
 * demos in the order of their slides; a demo may stand there more than once.
 */
export function nearest(
  order: readonly string[],
  here: number,
  left: ReadonlySet<string>,
): string | undefined {
  for (let far = 0; far <= order.length; far++)
    for (const at of [here + far, here - far]) {
      const name = order[at]
      if (name !== undefined && left.has(name)) return name
    }
  return undefined
}
