import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import type { Outcome } from '../../../core/demo/outcome.ts'
import type { Performance } from '../../../core/playback/driver.ts'
import { hunks, lineText } from '../../../core/rehearsal/hunks.ts'
import { driftOf, foundSentence, verdictOf } from '../../../core/rehearsal/report.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createMachineAdapter } from '../../../server/demo/machine-adapter.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'
import { recordedTimes } from '../../../server/recording/take/load-take.ts'
import { rehearseDemo } from '../../../server/rehearsal/rehearse-demo.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'
import { toolVersions } from '../../../server/terminal/process/tool-versions.ts'

/** The folder of the demos that ship with the product. */
export const demos = resolve(import.meta.dirname, '../../../demos')

/** How a pane's part of a step ended. */
export interface Performed {
  readonly step: string
  readonly pane: string
  readonly outcome: Outcome
}

/**
 * Performs the steps of a demo in real shells, one after the other, typing at once. `replayed` selects
 * steps that are treated as after a fallback: the room sees the recording, and `rejoin` brings the machine
 * into the state in which they end.
 */
export async function performAll(
  name: string,
  replayed: (index: number) => boolean = () => false,
): Promise<Performed[]> {
  const folder = join(demos, name)
  const text = readFileSync(join(folder, 'demo.yaml'), 'utf8')
  const { value: demo } = parseDemo(name, 'demo.yaml', text)
  if (!demo) throw new Error(`${name} cannot be read`)
  const base = mkdtempSync(join(tmpdir(), 'cuecast-demos-'))
  const run = openRun(base)
  if (!run.ok) throw new Error(run.why)
  const hands = createMachineAdapter({
    demo, folder, run: run.value, clock: systemClock, random: seeded(1),
    complain: (what) => expect.fail(what),
  })
  const world = createDemoRuntime(demo, hands, () => undefined)
  const performed: Performed[] = []
  try {
    for (const [index, { id: step, parts }] of demo.steps.entries()) {
      if (replayed(index)) {
        expect(await world.rejoin(step), `the rejoin of ${step}`).toBe(true)
        continue
      }
      const performances: ReadonlyMap<string, Performance> = world.perform(
        step,
        [...parts.keys()],
        (pane, phase) => {
          // `perform` calls this before it has returned the map, so the map is read a turn later.
          if (phase === 'typing') queueMicrotask(() => performances.get(pane)?.hurry())
        },
      )
      for (const [pane, { done }] of performances)
        performed.push({ step, pane, outcome: await done })
    }
  } finally {
    await world.close()
    rmSync(base, { recursive: true, force: true })
  }
  return performed
}

/**
 * Rehearses a demo like `cuecast rehearse`. Returns the steps that failed, or whose result differs
 * from the take, with the difference.
 */
export async function rehearsed(name: string): Promise<string[]> {
  const folder = join(demos, name)
  const text = readFileSync(join(folder, 'demo.yaml'), 'utf8')
  const { value: demo } = parseDemo(name, 'demo.yaml', text)
  if (!demo) throw new Error(`${name} cannot be read`)
  const base = mkdtempSync(join(tmpdir(), 'cuecast-demos-'))
  const into = mkdtempSync(join(tmpdir(), 'cuecast-rehearsal-'))
  const run = openRun(base)
  if (!run.ok) throw new Error(run.why)
  const complain = (what: string) => expect.fail(what)
  const shared = { demo, folder, complain, clock: systemClock }
  try {
    const { report } = await rehearseDemo({
      ...shared, into, date: Date.now(), tools: await toolVersions(demo, folder), script: '',
      secrets: [], hurried: true, begins() {},
      openRuntime(opened) {
        const hands = createMachineAdapter({ ...shared, run: run.value, random: seeded(1), opened })
        return createDemoRuntime(demo, hands, recordedTimes(folder))
      },
    })
    return report.steps.flatMap(({ step, panes, optional }) =>
      panes
        .filter(({ found }) => !optional && !['same', 'benign'].includes(verdictOf(found)))
        .map(({ pane, found }) => {
          const drift = driftOf(found)
          const lines = drift ? hunks(drift) : []
          return [`${step} ${pane}: ${foundSentence(found)}`, ...lines.map(lineText)].join('\n')
        }),
    )
  } finally {
    rmSync(base, { recursive: true, force: true })
    rmSync(into, { recursive: true, force: true })
  }
}
