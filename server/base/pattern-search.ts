import { createContext, Script } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { Pattern } from '../../core/demo/model.ts'
import type { Span, SearchResult, Searcher } from '../../core/demo/pattern-search.ts'
import type { Ms, Stop } from '../../core/base/event.ts'

/**
 * A search that takes longer is given up. In all that is kept of a step (256 KB) a search takes about
 * a millisecond; a pattern that backtracks without end takes years, and nothing in between is worth
 * waiting for on a stage. The limit is generous because a busy laptop may not run the thread at once.
 */
const DEADLINE: Ms = 2_000

/** A string and not a file, so that it runs from the sources as it does when built. */
const PROGRAM = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ source, flags, text }) =>
  parentPort.postMessage(new RegExp(source, flags).test(text)))
`

/**
 * Authors write the patterns and programs print the text, so a search may take for ever
 * (`/^(a+)+$/`). It runs in a thread of its own, which can be ended while the server goes on. One
 * search runs at a time, and its time is counted from its own beginning. The thread keeps no process
 * alive, and `stop` ends it.
 */
export function createPatternSearch(deadline: Ms = DEADLINE): {
  readonly find: Searcher
  readonly stop: Stop
} {
  let thread: Worker | null = null
  /** Answers the search that runs. */
  let settle: (found: SearchResult) => void = () => {}
  let last: Promise<unknown> = Promise.resolve()

  function open(): Worker {
    const opened = new Worker(PROGRAM, { eval: true })
    opened.on('message', (found: boolean) => settle(found))
    // The thread was ended or ran out of memory; `exit` follows and answers `late`.
    opened.on('error', () => {})
    opened.on('exit', () => {
      if (thread === opened) giveUp()
    })
    return opened
  }
  function giveUp(): void {
    void thread?.terminate()
    thread = null
    settle('late')
  }
  async function search({ source, flags }: Pattern, text: string): Promise<SearchResult> {
    const mine = (thread ??= open())
    let over = false
    // If this process itself stood still, an answer that came meanwhile is heard before the limit.
    const timer = setTimeout(() => setImmediate(() => over || giveUp()), deadline)
    mine.ref()
    mine.postMessage({ source, flags, text })
    const found = await new Promise<SearchResult>((resolve) => (settle = resolve))
    over = true
    clearTimeout(timer)
    mine.unref()
    return found
  }
  return {
    find(pattern, text) {
      const found = last.then(() => search(pattern, text))
      last = found
      return found
    },
    stop: giveUp,
  }
}

/** The search of this process. */
export const searchPattern: Searcher = createPatternSearch().find

/**
 * All places of a pattern in a text; null where the search takes longer than `deadline`. It blocks
 * the caller, so it is not for a server.
 */
export function placesOf(
  { source, flags }: Pattern,
  text: string,
  deadline: Ms = DEADLINE,
): readonly Span[] | null {
  const context = createContext({ source, flags: `${flags.replace('g', '')}g`, text })
  try {
    return PLACES.runInContext(context, { timeout: deadline }) as readonly Span[]
  } catch {
    return null
  }
}

const PLACES = new Script(
  `Array.from(text.matchAll(new RegExp(source, flags)),
    ({ index, 0: { length } }) => ({ from: index, to: index + length }))`,
)
