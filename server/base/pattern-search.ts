import { createContext, Script } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { Pattern } from '../../core/demo/model.ts'
import type { Span, SearchResult, Searcher } from '../../core/demo/pattern-search.ts'
import type { Ms, Stop } from '../../core/base/event.ts'

/**
 * Longer than this and a pattern is given up. A search in all that is kept of a step (256 KB) is a
 * matter of a millisecond; one that backtracks without end takes years, and nothing in between is
 * worth waiting for on a stage. Generous, because a busy laptop may not run it for a while.
 */
const DEADLINE: Ms = 2_000

/** A program of a few lines, so that it runs wherever the tree does: built, or from its sources. */
const PROGRAM = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ source, flags, text }) =>
  parentPort.postMessage(new RegExp(source, flags).test(text)))
`

/**
 * Patterns are an author's, and the text is a program's: together they may take for ever
 * (`/^(a+)+$/`). So they meet in a thread of their own, which can be ended; the server goes on
 * meanwhile. One search runs at a time, and its time begins when it does. The thread keeps no
 * process alive, and `stop` ends it.
 */
export function createPatternSearch(deadline: Ms = DEADLINE): {
  readonly find: Searcher
  readonly stop: Stop
} {
  let thread: Worker | null = null
  /** Who waits for the search that runs. */
  let settle: (found: SearchResult) => void = () => {}
  let last: Promise<unknown> = Promise.resolve()

  function open(): Worker {
    const opened = new Worker(PROGRAM, { eval: true })
    opened.on('message', (found: boolean) => settle(found))
    // It was ended, or ran out of memory: that is no answer either.
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
    // An answer that came while this process itself stood still is heard first.
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
 * All places of a pattern in a text; null: it takes too long. The caller waits for it, so this is
 * not for a server.
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
