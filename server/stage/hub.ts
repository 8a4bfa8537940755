import type { PaneId, StepId } from '../../core/demo/model.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Stop } from '../../core/base/event.ts'
import { movedTo, type Position } from '../../core/protocol/position.ts'
import type { TrustSheet } from '../../core/trust/sheet.ts'
import type { Attempt } from '../base/result.ts'
import { hasChanged } from '../trust/trust.ts'
import type { ChangedNames } from '../files/watcher.ts'
import type { Terminal } from '../demo/pane-shells.ts'
import type { DemoRuntime } from '../demo/runtime.ts'
import { createStepRequests, type StepRequests } from './step-requests.ts'
import { createRuntimes, type LiveDemo, type RuntimesOptions } from './runtimes.ts'

/** What somebody else's demo would do, and the presenter's approval of it. */
export interface Approvals {
  /** What the demo would run and use; or why there is nothing to show. */
  sheet(demo: string): Attempt<TrustSheet>
  /** Approves what was shown with this hash. Null when done, else why not. */
  approve(demo: string, hash: string): string | null
}

export interface HubOptions<T extends Terminal> extends Pick<RuntimesOptions<T>, 'find' | 'open'> {
  /** The demos that pages may ask for. */
  names(): readonly string[]
  /** Absent: nobody can approve anything here. */
  readonly approvals?: Approvals
  /** `replay`: nothing is ever run, whatever a page asks for. */
  readonly mode: 'auto' | 'live' | 'replay'
  /** Why it is `replay`, where nobody asked for that: a sentence for the badge. */
  readonly why?: string
}

/** Sessions, performances and the last position; knows nothing of sockets. */
export interface Hub<T extends Terminal> extends Approvals, StepRequests {
  live(): Record<string, LiveDemo>
  /** The same for one demo; null: there is no demo of this name. */
  liveOf(demo: string): LiveDemo | null
  onTerminal(demo: string, pane: PaneId, hear: (terminal: T) => void): Stop
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
  /** Files were saved: windows are told, also which demos can run now. */
  change(changed: ChangedNames): void
  onChange(hear: (changed: ChangedNames) => void): Stop
  /** How often files were saved. A page that was made at another number may show old files. */
  saves(): number
  /** Hears which demos can run whenever that has changed. */
  onLive(hear: (live: Record<string, LiveDemo>) => void): Stop
  close(): Promise<void>
}

type FindRuntime<T extends Terminal> = (demo: string) => DemoRuntime<T> | string

const REPLAY_ONLY = 'this server was started for replay only'

export function createHub<T extends Terminal>(options: HubOptions<T>): Hub<T> {
  const replayOnly = options.why ?? REPLAY_ONLY
  const replays = options.mode === 'replay'
  const approvals = replays ? undefined : options.approvals
  const runtimes = createRuntimes({ ...options, barred: replays ? replayOnly : null })
  const moves = createEmitter<[position: Position, change: Position]>()
  const changes = createEmitter<[changed: ChangedNames]>()
  const liveness = createEmitter<[live: Record<string, LiveDemo>]>()
  let position: Position | null = null
  let saves = 0

  const live = () => Object.fromEntries(options.names().map((name) => [name, runtimes.live(name)]))
  const tellLive = () => liveness.emit(live())
  const toRun = tellingOfChanges((demo) => runtimes.find(demo), tellLive)

  return {
    live,
    liveOf: (name) => (options.names().includes(name) ? runtimes.live(name) : null),
    onTerminal: (demo, pane, hear) => runtimes.onTerminal(demo, pane, hear),
    ...createStepRequests(toRun),
    ...createShells(toRun, (demo) => runtimes.opened(demo)),
    position: () => position,
    move(change) {
      position = movedTo(position, change)
      moves.emit(position, change)
    },
    onMove: moves.on,
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
      changes.emit(changed)
    },
    onChange: changes.on,
    onLive: liveness.on,
    close: () => runtimes.close(),
  }
}

/** Finds the runtime for what is about to run. Every window is told once that a demo has changed. */
function tellingOfChanges<T extends Terminal>(find: FindRuntime<T>, tell: () => void) {
  const told = new Set<string>()
  return (name: string) => {
    const found = find(name)
    if (found !== hasChanged(name)) told.delete(name)
    else if (!told.has(name)) {
      told.add(name)
      // After the answer to whoever pressed: it says why, and the step falls back.
      setTimeout(tell, 0)
    }
    return found
  }
}

/** What windows ask of a demo's shells besides the performance of a step. */
function createShells<T extends Terminal>(
  toRun: FindRuntime<T>,
  opened: (demo: string) => DemoRuntime<T> | undefined,
): Pick<Hub<T>, 'openShell' | 'input' | 'rescue' | 'rejoin' | 'prepare' | 'begun'> {
  return {
    async openShell(demo, pane) {
      const found = toRun(demo)
      if (typeof found === 'string') return found
      const shell = await found.open(pane)
      return shell.ok ? null : shell.why
    },
    input(demo, pane, data) {
      opened(demo)?.type(pane, data)
    },
    async rescue(demo) {
      await opened(demo)?.rescue()
    },
    async rejoin(demo, step) {
      const found = toRun(demo)
      return typeof found === 'string' ? false : found.rejoin(step)
    },
    async prepare(demo) {
      const found = toRun(demo)
      if (typeof found === 'string') return { ok: false, why: found }
      const result = await found.prepare()
      return result.ok ? { ok: true } : result
    },
    begun: (demo) => opened(demo)?.begun() ?? false,
  }
}
