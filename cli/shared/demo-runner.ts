import { basename, isAbsolute } from 'node:path'
import { seeded } from '../../core/base/clock.ts'
import type { Demo } from '../../core/demo/model.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { createMachineAdapter } from '../../server/demo/machine-adapter.ts'
import type { MachineAdapter } from '../../server/demo/machine-adapter.ts'
import type { MachineAdapterOptions } from '../../server/demo/machine-adapter.ts'
import type { LibraryDemo } from '../../server/library/library.ts'
import { openRun, reapDead } from '../../server/terminal/process/run-registry.ts'
import type { Run } from '../../server/terminal/process/run-registry.ts'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import type { Session } from '../../server/terminal/session/session.ts'
import { recordedTimes } from '../../server/recording/take/load-take.ts'
import { hasChanged } from '../../server/trust/trust.ts'
import { createDemoRuntime } from '../../server/demo/runtime.ts'
import type { DemoRuntime } from '../../server/demo/runtime.ts'
import type { Workspace } from './workspace.ts'
import { complain, progress } from './output.ts'

/** Runs demos on this machine, and ends whatever they started. */
export interface DemoRunner {
  /**
   * What a demo runs in. `after`: nothing is set up before this promise resolves, because the runtime
   * that the demo had before is still being closed.
   */
  createRuntime(
    found: LibraryDemo,
    demo: Demo,
    hears?: Pick<MachineAdapterOptions, 'opened' | 'look'>,
    after?: Promise<void>,
  ): DemoRuntime<Session>
  /** Marks a process that is run for a demo outside its runtime, so that a later start can end it. */
  readonly mark: (demo: string) => string
  /** Forgets the run on disk. Call it when every runtime is closed: nothing is left to clean up. */
  close(): void
}

/**
 * Opens a run. First it ends what a run that was killed left behind, and runs the teardowns that it
 * owed. Throws an error for people when this machine has no folder for a run.
 */
export async function openDemoRunner(workspace: Workspace): Promise<DemoRunner> {
  const opened = openRun()
  if (!opened.ok) throw new Error(opened.why)
  const run = opened.value
  await cleanUp(workspace, run)
  return {
    createRuntime(found, demo, hears = {}, after) {
      const runtime = createDemoRuntime(
        demo,
        waiting(
          after,
          createMachineAdapter({
            ...hears,
            demo,
            folder: found.folder,
            run,
            clock: systemClock,
            random: seeded(Date.now()),
            redact: secretsOf(demo, process.env),
            complain,
          }),
        ),
        recordedTimes(found.folder),
      )
      return {
        ...runtime,
        async close() {
          await after
          const begun = runtime.begun()
          await runtime.close()
          run.paid(found.folder)
          if (begun) noteLeft(workspace, found)
        },
      }
    },
    mark: (demo) => run.mark(demo),
    close: run.stop,
  }
}

/** The same adapter, which touches nothing before `after` resolves. */
function waiting(
  after: Promise<void> | undefined,
  adapter: MachineAdapter<Session>,
): MachineAdapter<Session> {
  if (!after) return adapter
  return {
    ...adapter,
    meets: (need) => after.then(() => adapter.meets(need)),
    hidden: (what) => after.then(() => adapter.hidden(what)),
    open: (pane) => after.then(() => adapter.open(pane)),
  }
}

/** Ends what a crashed run left running, and runs the teardowns that it owed. */
async function cleanUp(workspace: Workspace, run: Run): Promise<void> {
  for (const { demos, stuck, forget } of await reapDead()) {
    for (const { pid } of stuck) complain(`process ${pid} of an earlier run cannot be ended`)
    for (const owed of demos) {
      const found = workspace.library.demo(basename(owed))
      // A demo of the same name in another project is not the one that was cut off.
      if (!found?.demo || (isAbsolute(owed) && owed !== found.folder)) continue
      const { name, folder, demo } = found
      if (!workspace.trust.holds(found)) {
        if (demo.teardown !== undefined)
          complain(
            `${name}: an earlier run was cut off; its teardown is not run: ${hasChanged(name)}`,
          )
        continue
      }
      if (demo.teardown !== undefined) {
        progress(`an earlier run was cut off: cleaning up after ${name}`)
        const random = seeded(0)
        const redact = secretsOf(demo, process.env)
        const look = () => (workspace.trust.holds(found) ? null : hasChanged(name))
        const means = { run, clock: systemClock, random, redact, complain, look }
        const adapter = createMachineAdapter({ demo, folder, ...means })
        await adapter.hidden({ file: demo.teardown })
      }
      // Files that the crashed run made cannot be told from files that came later: both are approved.
      if (isAbsolute(owed)) noteLeft(workspace, found)
      run.paid(folder)
    }
    forget()
  }
}

/** Files that the demo's own run made ask for no new approval at the next start. */
function noteLeft(workspace: Workspace, found: LibraryDemo): void {
  const problem = workspace.trust.left(found)
  if (problem) complain(`${found.name}: the next start will ask for approval: ${problem.message}`)
}
