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

/** The way to the real world, and the promise that nothing of it stays behind. */
export interface DemoRunner {
  /** `after`: what has to have ended before anything is set up. */
  world(
    found: LibraryDemo,
    demo: Demo,
    hears?: Pick<MachineAdapterOptions, 'opened' | 'look'>,
    after?: Promise<void>,
  ): DemoRuntime<Session>
  /** The mark of what is run for a demo besides its world. */
  readonly mark: (demo: string) => string
  /** Nothing is left to find: every world has been closed. */
  close(): void
}

/**
 * Opens a run. What a run that was killed left behind is ended first, and the teardowns that it
 * owed are run. Throws a sentence when this machine has no place for a run.
 */
export async function openDemoRunner(house: Workspace): Promise<DemoRunner> {
  const opened = openRun()
  if (!opened.ok) throw new Error(opened.why)
  const run = opened.value
  await cleanUp(house, run)
  return {
    world(found, demo, hears = {}, after) {
      const world = createDemoRuntime(
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
        ...world,
        async close() {
          await after
          const begun = world.begun()
          await world.close()
          run.paid(found.folder)
          if (begun) noteLeft(house, found)
        },
      }
    },
    mark: (demo) => run.mark(demo),
    close: run.stop,
  }
}

/** Hands that touch nothing before the world that this demo had has ended. */
function waiting(
  after: Promise<void> | undefined,
  hands: MachineAdapter<Session>,
): MachineAdapter<Session> {
  if (!after) return hands
  return {
    ...hands,
    meets: (need) => after.then(() => hands.meets(need)),
    hidden: (what) => after.then(() => hands.hidden(what)),
    open: (pane) => after.then(() => hands.open(pane)),
  }
}

/** Ends what a crash left running, and pays the teardowns that it owed. */
async function cleanUp(house: Workspace, run: Run): Promise<void> {
  for (const { demos, stuck, forget } of await reapDead()) {
    for (const { pid } of stuck) complain(`process ${pid} of an earlier run cannot be ended`)
    for (const owed of demos) {
      const found = house.library.demo(basename(owed))
      // Another project may have a demo of the same name: nothing of that one was cut off.
      if (!found?.demo || (isAbsolute(owed) && owed !== found.folder)) continue
      const { name, folder, demo } = found
      if (!house.trust.holds(found)) {
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
        const look = () => (house.trust.holds(found) ? null : hasChanged(name))
        const means = { run, clock: systemClock, random, redact, complain, look }
        const hands = createMachineAdapter({ demo, folder, ...means })
        await hands.hidden({ file: demo.teardown })
      }
      // Nobody can tell what a run that was cut off has made from what came there since.
      if (isAbsolute(owed)) noteLeft(house, found)
      run.paid(folder)
    }
    forget()
  }
}

/** What its own run has made asks for no new approval at the next start. */
function noteLeft(house: Workspace, found: LibraryDemo): void {
  const problem = house.trust.left(found)
  if (problem) complain(`${found.name}: the next start will ask for approval: ${problem.message}`)
}
