import type { Demo, PaneId } from '../../core/demo/model.ts'
import type { Stop } from '../../core/base/event.ts'
import { hasChanged, notApproved } from '../trust/trust.ts'
import type { Terminal } from '../demo/pane-shells.ts'
import type { DemoRuntime } from '../demo/runtime.ts'

/** Can a demo run live here? If not, why, for people. */
export type LiveDemo =
  { readonly ok: true } | { readonly ok: false; readonly why: string; readonly asks?: 'approval' }

/** A demo as the hub finds it by name. */
export interface Billing {
  readonly demo: Demo
  /** False: somebody else's demo whose commands nobody has approved on this machine. */
  readonly trusted: boolean
  /** It was approved, and its files have changed since. */
  readonly changed?: boolean
}

export interface RuntimesOptions<T extends Terminal> {
  find(demo: string): Billing | null
  /** `after`: the runtime that this demo had before ends; nothing is set up beside its teardown. */
  open(demo: Demo, after?: Promise<void>): DemoRuntime<T>
  /** Why no demo may run here at all, for people; null where demos may. */
  readonly barred: string | null
}

/** The runtimes of the demos of one stage, by the demos' names. */
export interface Runtimes<T extends Terminal> {
  /** The demo's runtime, opened if need be; or why it may not run here, for people. */
  find(demo: string): DemoRuntime<T> | string
  /** The runtime that was opened last, though nothing more may run in it. */
  opened(demo: string): DemoRuntime<T> | undefined
  live(demo: string): LiveDemo
  /** Hears of every terminal of a pane, in this runtime of the demo and in those that replace it. */
  onTerminal(demo: string, pane: PaneId, hear: (terminal: T) => void): Stop
  close(): Promise<void>
}

/** Somebody who waits for the terminals of a pane, whichever runtime they are in. */
interface Follower<T> {
  readonly demo: string
  readonly pane: PaneId
  readonly hear: (terminal: T) => void
  stop: Stop
}

const NEVER_OPENED: Stop = () => {}
const NOTHING = 'this demo has nothing to run'

export function createRuntimes<T extends Terminal>(options: RuntimesOptions<T>): Runtimes<T> {
  const runtimes = new Map<string, DemoRuntime<T>>()
  const followers = new Set<Follower<T>>()

  function find(name: string): DemoRuntime<T> | string {
    if (options.barred !== null) return options.barred
    const listed = options.find(name)
    if (!listed) return `there is no demo ${name}`
    if (!listed.trusted) {
      if (!listed.demo.live) return NOTHING
      return listed.changed === true ? hasChanged(name) : notApproved(name)
    }
    const open = runtimes.get(name)
    if (open && open.demo === listed.demo) return open
    const fresh = options.open(listed.demo, open?.close())
    runtimes.set(name, fresh)
    // A window may have followed the demo before it was approved, or before it changed.
    for (const one of followers) {
      if (one.demo !== name) continue
      one.stop()
      one.stop = fresh.onTerminal(one.pane, one.hear)
    }
    return fresh
  }

  return {
    find,
    opened: (demo) => runtimes.get(demo),
    live(demo) {
      const found = find(demo)
      const why = typeof found === 'string' ? found : found.missing()
      if (why === null) return { ok: true }
      const asks = why === notApproved(demo) || why === hasChanged(demo)
      return asks ? { ok: false, why, asks: 'approval' } : { ok: false, why }
    },
    onTerminal(demo, pane, hear) {
      const found = find(demo)
      // What ran before the demo changed can still be seen, though nothing more of it may run.
      const seen = typeof found === 'string' ? runtimes.get(demo) : found
      const one = { demo, pane, hear, stop: seen?.onTerminal(pane, hear) ?? NEVER_OPENED }
      followers.add(one)
      return () => {
        followers.delete(one)
        one.stop()
      }
    },
    async close() {
      await Promise.all([...runtimes.values()].map((one) => one.close()))
      runtimes.clear()
    },
  }
}
