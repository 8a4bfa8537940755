import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import type { Outcome } from '../../../core/demo/outcome.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createMachineAdapter } from '../../../server/demo/machine-adapter.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'

export function readScript(steps: string) {
  const { value, problems } = parseDemo('long', 'demos/long/demo.yaml', steps)
  if (!value || problems.length > 0) throw new Error(JSON.stringify(problems))
  return value
}

/**
 * Performs every step of a demo with the pane `main` in a real shell, in this folder. `hurried`: typed at
 * once, as `rehearse` does.
 */
export async function performScript(
  base: string,
  text: string,
  hurried = false,
): Promise<Outcome[]> {
  const demo = readScript(text)
  const run = openRun(mkdtempSync(join(base, 'run-')))
  if (!run.ok) throw new Error(run.why)
  const hands = createMachineAdapter({
    demo,
    folder: base,
    run: run.value,
    clock: systemClock,
    random: seeded(1),
    complain: (what) => expect.fail(what),
  })
  const world = createDemoRuntime(demo, hands, () => undefined)
  const outcomes: Outcome[] = []
  try {
    for (const { id } of demo.steps) {
      const performance = world
        .perform(id, ['main'], (_, phase) => {
          // `perform` calls this before it has returned.
          if (hurried && phase === 'typing') queueMicrotask(() => performance?.hurry())
        })
        .get('main')
      outcomes.push(await performance!.done)
    }
  } finally {
    await world.close()
    run.value.stop()
  }
  return outcomes
}
