import type { Demo, PaneId, StepId } from '../../core/demo/model.ts'
import type { Stop } from '../../core/base/event.ts'
import { movedTo, type Position } from '../../core/protocol/position.ts'
import type { TrustSheet } from '../../core/trust/sheet.ts'
import type { Attempt } from '../base/result.ts'
import { createIntentJournal } from './intent-journal.ts'
import type { Hearer } from './intent-journal.ts'
import { hasChanged, notApproved } from '../trust/trust.ts'
import type { ChangedNames } from '../files/watcher.ts'
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
  /** It was approved, and is another now. */
  readonly changed?: boolean
}

/** What somebody else's demo would do, and the presenter's word that it may. */
export interface Approvals {
  /** What the demo would run and use; or why there is nothing to show. */
  sheet(demo: string): Attempt<TrustSheet>
  /** Lets run what was shown with this hash. Null when done, else why not. */
  approve(demo: string, hash: string): string | null
}

export interface HubOptions<T extends Terminal> {
  find(demo: string): Billing | null
  /** The demos that pages may ask for. */
  names(): readonly string[]
  /** `after`: the runtime that this demo had before ends; nothing is set up beside its teardown. */
  open(demo: Demo, after?: Promise<void>): DemoRuntime<T>
  /** Absent: nobody can approve anything here. */
  readonly approvals?: Approvals
  /** `replay`: nothing is ever run, whatever a page asks for. */
  readonly mode: 'auto' | 'live' | 'replay'
  /** Why it is `replay`, where nobody asked for that: a sentence for the badge. */
  readonly why?: string
}

/** Sessions, performances and the last position; knows nothing of sockets. */
export interface Hub<T extends Terminal> extends Approvals {
  live(): Record<string, LiveDemo>
  /** Of one demo; null: there is none of this name. */
  liveOf(demo: string): LiveDemo | null
  onTerminal(demo: string, pane: PaneId, hear: (terminal: T) => void): Stop
  /**
   * Null, or why nothing is performed. An intent that is known already performs nothing again: it is
   * resumed.
   */
  perform(
    intent: string,
    demo: string,
    step: StepId,
    panes: readonly PaneId[],
    hearer: (pane: PaneId) => Hearer,
  ): string | null
  resume(intent: string, pane: PaneId, hearer: Hearer): boolean
  hurry(intent: string, pane: PaneId): void
  cancel(intent: string, pane: PaneId): void
  /** A shell to type into by hand. Null, or why there is none. */
  openShell(demo: string, pane: PaneId): Promise<string | null>
  input(demo: string, pane: PaneId, data: string): void
  rescue(demo: string): Promise<void>
  rejoin(demo: string, step: StepId): Promise<boolean>
  /** Requirements and setup of a demo ahead of its first step; the answer is for people. */
  prepare(demo: string): Promise<LiveDemo>
  /** Has anything of this demo been run here? */
  begun(demo: string): boolean
  position(): Position | null
  /** `change` names the demos that stand elsewhere than before; the others stay where they are. */
  move(change: Position): void
  onMove(hear: (position: Position, change: Position) => void): Stop
  /** Files were saved: windows are told, and which demos can run may be another. */
  change(changed: ChangedNames): void
  onChange(hear: (changed: ChangedNames) => void): Stop
  /** How often that was so. A page that was made at another number may be of other files. */
  saves(): number
  /** Hears which demos can run whenever that has changed. */
  onLive(hear: (live: Record<string, LiveDemo>) => void): Stop
  close(): Promise<void>
}

/** Somebody who waits for the terminals of a pane, whichever runtime they are in. */
interface Follower<T> {
  readonly demo: string
  readonly pane: PaneId
  readonly hear: (terminal: T) => void
  stop: Stop
}
const NOBODY: Stop = () => {}
const NOTHING = 'this demo has nothing to run'
const REPLAY_ONLY = 'this server was started for replay only'

export function createHub<T extends Terminal>(options: HubOptions<T>): Hub<T> {
  const worlds = new Map<string, DemoRuntime<T>>()
  const journal = createIntentJournal()
  const movers = new Set<(position: Position, change: Position) => void>()
  const changers = new Set<(changed: ChangedNames) => void>()
  const liveHearers = new Set<(live: Record<string, LiveDemo>) => void>()
  const followers = new Set<Follower<T>>()
  let position: Position | null = null
  let saves = 0
  const replayOnly = options.why ?? REPLAY_ONLY

  /** The demo's runtime, or why it has none here. A changed script gets a new one. */
  function runtime(name: string): DemoRuntime<T> | string {
    if (options.mode === 'replay') return replayOnly
    const listed = options.find(name)
    if (!listed) return `there is no demo ${name}`
    if (!listed.trusted) {
      if (!listed.demo.live) return NOTHING
      return listed.changed === true ? hasChanged(name) : notApproved(name)
    }
    const open = worlds.get(name)
    if (open && open.demo === listed.demo) return open
    const fresh = options.open(listed.demo, open?.close())
    worlds.set(name, fresh)
    // Who looks at a demo that was not approved, or that has changed, sees its terminals all the same.
    for (const one of followers) {
      if (one.demo !== name) continue
      one.stop()
      one.stop = fresh.onTerminal(one.pane, one.hear)
    }
    return fresh
  }
  function liveness(name: string): LiveDemo {
    const found = runtime(name)
    const why = typeof found === 'string' ? found : found.missing()
    if (why === null) return { ok: true }
    const asks = why === notApproved(name) || why === hasChanged(name)
    return asks ? { ok: false, why, asks: 'approval' } : { ok: false, why }
  }

  const live = () => Object.fromEntries(options.names().map((name) => [name, liveness(name)]))

  const tellLive = () => {
    const now = live()
    liveHearers.forEach((hear) => hear(now))
  }
  const told = new Set<string>()
  /** As `runtime`, for what is about to run: that a demo has changed is told to every window, once. */
  function worldToRun(name: string): DemoRuntime<T> | string {
    const found = runtime(name)
    if (found !== hasChanged(name)) told.delete(name)
    else if (!told.has(name)) {
      told.add(name)
      // After the answer to whoever pressed: it says why, and the step falls back.
      setTimeout(tellLive, 0)
    }
    return found
  }
  const approvals = options.mode === 'replay' ? undefined : options.approvals

  return {
    live,
    liveOf: (name) => (options.names().includes(name) ? liveness(name) : null),
    onTerminal(demo, pane, hear) {
      const found = runtime(demo)
      // What ran before it was changed is there to be seen, though nothing more of it may run.
      const seen = typeof found === 'string' ? worlds.get(demo) : found
      const one = { demo, pane, hear, stop: seen?.onTerminal(pane, hear) ?? NOBODY }
      followers.add(one)
      return () => {
        followers.delete(one)
        one.stop()
      }
    },
    perform(intent, demo, step, panes, hearer) {
      if (journal.has(intent)) {
        // Whoever asks twice hears what becomes of it. In its other panes it is over: never begun.
        for (const pane of panes)
          if (!journal.resume(intent, pane, hearer(pane)))
            hearer(pane).outcome({ ok: false, why: 'missing', detail: 'that was asked for before' })
        return null
      }
      const found = worldToRun(demo)
      if (typeof found === 'string') return found
      for (const pane of panes) journal.open(intent, pane, hearer(pane))
      const tell = (pane: PaneId, phase: 'setup' | 'typing' | 'running') =>
        journal.phase(intent, pane, phase)
      for (const [pane, performance] of found.perform(step, panes, tell))
        journal.follow(intent, pane, performance)
      return null
    },
    resume: (intent, pane, hearer) => journal.resume(intent, pane, hearer),
    hurry: (intent, pane) => journal.hurry(intent, pane),
    cancel: (intent, pane) => journal.cancel(intent, pane),
    async openShell(demo, pane) {
      const found = worldToRun(demo)
      if (typeof found === 'string') return found
      const opened = await found.open(pane)
      return opened.ok ? null : opened.why
    },
    input(demo, pane, data) {
      worlds.get(demo)?.type(pane, data)
    },
    async rescue(demo) {
      await worlds.get(demo)?.rescue()
    },
    async rejoin(demo, step) {
      const found = worldToRun(demo)
      return typeof found === 'string' ? false : found.rejoin(step)
    },
    async prepare(demo) {
      const found = worldToRun(demo)
      if (typeof found === 'string') return { ok: false, why: found }
      const result = await found.prepare()
      return result.ok ? { ok: true } : result
    },
    begun: (demo) => worlds.get(demo)?.begun() ?? false,
    position: () => position,
    move(change) {
      const now = movedTo(position, change)
      position = now
      movers.forEach((hear) => hear(now, change))
    },
    onMove(hear) {
      movers.add(hear)
      return () => void movers.delete(hear)
    },
    sheet: (demo) => approvals?.sheet(demo) ?? { ok: false, why: replayOnly },
    approve(demo, hash) {
      const why = approvals ? approvals.approve(demo, hash) : replayOnly
      if (why === null) tellLive()
      return why
    },
    saves: () => saves,
    change(changed) {
      saves++
      tellLive()
      changers.forEach((hear) => hear(changed))
    },
    onChange(hear) {
      changers.add(hear)
      return () => void changers.delete(hear)
    },
    onLive(hear) {
      liveHearers.add(hear)
      return () => void liveHearers.delete(hear)
    },
    async close() {
      await Promise.all([...worlds.values()].map((one) => one.close()))
      worlds.clear()
    },
  }
}
