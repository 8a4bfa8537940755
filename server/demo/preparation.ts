import { binariesOf } from '../../core/demo/model.ts'
import type { Demo, Requirement, StepId } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Attempt } from '../base/result.ts'
import type { Terminal } from './pane-shells.ts'
import type { MachineAdapter } from './machine-adapter.ts'

type Machine = Omit<MachineAdapter<Terminal>, 'open'>

/** The conditions for typing a step: requirements, the setup, and rejoins that still run. */
export interface Preparation {
  /** As `DemoRuntime.missing`. */
  missing(): string | null
  /** As `DemoRuntime.unmet`. */
  unmet(): Promise<string | null>
  /**
   * Checks requirements, then runs the setup. Once they have succeeded, the answer stays the same
   * until `reset`.
   */
  ready(): Promise<Attempt<void>>
  /** Runs the step's `rejoin`; false if it has none, or if it fails or takes too long. */
  rejoin(step: StepId): Promise<boolean>
  /** Resolves when no rejoin runs any more: whether those that were waited for have succeeded. */
  rejoined(): Promise<boolean>
  /** Notes that something of the demo runs from now on, so that its teardown is due. */
  begin(): void
  begun(): boolean
  /** The next `ready` runs the setup again. */
  reset(): void
  /** Resolves when a running setup has ended. */
  settled(): Promise<void>
  /** Runs the teardown, if anything of the demo was run. */
  tearDown(): Promise<void>
}

export function createPreparation(demo: Demo, machine: Machine): Preparation {
  let prepared: Promise<Attempt<void>> | null = null
  let begun = false
  /** The rejoins of two skipped steps run one after the other. Null: none runs. */
  let rejoining: Promise<boolean> | null = null

  async function lacks(): Promise<string | null> {
    if (!demo.live) return NOT_LIVE
    const changed = machine.may()
    if (changed !== null) return changed
    // Once the setup has run, it may be the demo itself that listens on the port.
    const needs = demo.requires.filter((need) => need.type !== 'port' || !begun)
    return unmet(needs, machine)
  }
  async function prepare(): Promise<Attempt<void>> {
    const why = await lacks()
    if (why !== null) return { ok: false, why }
    if (demo.setup === undefined) return { ok: true, value: undefined }
    begun = true
    return machine.hidden({ file: demo.setup })
  }
  function ready(): Promise<Attempt<void>> {
    prepared ??= prepare().then((result) => {
      // A failed preparation is tried again at the next step: somebody may have started Docker.
      if (!result.ok) prepared = null
      return result
    })
    return prepared
  }
  return {
    missing() {
      if (!demo.live) return NOT_LIVE
      const names = binariesOf(demo.requires).filter((name) => !machine.has(name))
      if (names.length === 0) return null
      return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not installed`
    },
    unmet: lacks,
    ready,
    async rejoin(step) {
      const { rejoin: command, patience = 0 } = demo.steps.find((one) => one.id === step) ?? {}
      if (command === undefined) return false
      const before = rejoining
      const attempt = (async () => {
        await before
        const prepared = await ready()
        const limit = Math.max(REJOIN, patience)
        return prepared.ok && (await machine.hidden({ command }, limit)).ok
      })()
      rejoining = attempt
      const ok = await attempt
      if (rejoining === attempt) rejoining = null
      return ok
    },
    rejoined: async () => (await rejoining) ?? true,
    begin() {
      begun = true
    },
    begun: () => begun,
    reset() {
      prepared = null
    },
    settled: async () => void (await prepared),
    async tearDown() {
      if (begun && demo.teardown !== undefined) await machine.hidden({ file: demo.teardown })
      begun = false
      prepared = null
    },
  }
}

const NOT_LIVE = 'this demo has nothing to run'

/**
 * A rejoin may take this long, or as long as its step where that may take longer. The next step waits for
 * it before the room: a container is removed in a second or two.
 */
const REJOIN: Ms = 10_000

/**
 * Checks all of them at once. Returns, for people, why the first unmet one of the list is not met;
 * null if all are met.
 */
export async function unmet(
  needs: readonly Requirement[],
  { meets }: Pick<Machine, 'meets'>,
): Promise<string | null> {
  const results = await Promise.all(needs.map((need) => meets(need)))
  for (const met of results) if (!met.ok) return met.why
  return null
}
