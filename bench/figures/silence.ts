import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { seeded } from '../../core/base/clock.ts'
import type { Demo } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { parseDemo } from '../../core/demo/parse.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { environment } from '../../server/terminal/process/environment.ts'
import { createMachineAdapter } from '../../server/demo/machine-adapter.ts'
import { spawnPty } from '../../server/terminal/pty/pty.ts'
import { openRun } from '../../server/terminal/process/run-registry.ts'
import { openPaneRecorders } from '../../server/recording/recorder/pane-recorders.ts'
import { createDemoRuntime } from '../../server/demo/runtime.ts'
import { SHAPES, shapeBytes } from '../../test/support/terminal/shapes.ts'
import type { Contender, Figure, Reading } from '../figure.ts'

const MB = 1_000_000
const SIZE = { cols: 80, rows: 24 }
const NAMES = Object.keys(SHAPES)
/** The name of a shape as a step's id and as the key of a measure. */
const idOf = (shape: string) => shape.toLowerCase().replaceAll(' ', '-')
const TARGET = 100

/** Makes files of every shape, and a demo that prints one of them in each step. */
function printing(bytes: number): { folder: string; demo: Demo; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-silence-'))
  for (const name of NAMES) writeFileSync(join(folder, idOf(name)), shapeBytes(name, bytes))
  const steps = NAMES.map((name) => {
    // An unfinished sequence of the file is cancelled, because it would swallow the end.
    const run = `cat ${idOf(name)}; printf "\\030\\nEN%s\\n" D`
    return `  - { id: ${idOf(name)}, run: '${run}', expect: /END/, patience: 2m }`
  })
  const script = ['redact: [hunter2-password]', 'steps:', ...steps].join('\n')
  const { value, problems } = parseDemo('silence', 'demo.yaml', script)
  if (!value) throw new Error(JSON.stringify(problems))
  return { folder, demo: value, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * Watches this process. The returned function ends that, and gives the longest turn of the event
 * loop in ms.
 */
function watch(): () => number {
  const watched = monitorEventLoopDelay({ resolution: 1 })
  watched.enable()
  return () => {
    watched.disable()
    return watched.max / 1e6
  }
}

interface Step {
  readonly outcome: Outcome
  /** The longest turn of the event loop during the step, in ms. */
  readonly longest: number
}

/** Performs and records every step, as `cuecast record` does, and watches this process. */
async function performed(bytes: number): Promise<ReadonlyMap<string, Step>> {
  const files = printing(bytes)
  const { folder, demo } = files
  const run = openRun(folder)
  if (!run.ok) throw new Error(run.why)
  const complain = () => {} // A recording has a limit, which does not matter here.
  const recording = openPaneRecorders({ demo, folder, clock: systemClock, date: 0, complain })
  const hands = createMachineAdapter({
    demo,
    folder,
    run: run.value,
    clock: systemClock,
    random: seeded(1),
    complain,
    redact: demo.redact,
    opened: recording.opened,
  })
  const world = createDemoRuntime(demo, hands, () => undefined)
  const steps = new Map<string, Step>()
  try {
    await world.prepare(['main'])
    for (const { id } of demo.steps) {
      recording.begins(id)
      const ended = watch()
      const performance = world
        .perform(id, ['main'], (_, phase) => {
          if (phase === 'typing') queueMicrotask(() => performance?.hurry())
        })
        .get('main')
      const outcome = await performance!.done
      steps.set(id, { outcome, longest: ended() })
    }
  } finally {
    await world.close()
    recording.close()
    run.value.stop()
    files.remove()
  }
  return steps
}

/** Reads the same files from a terminal of ours, and does nothing else. */
async function onlyRead(bytes: number): Promise<Reading> {
  const files = printing(bytes)
  const { folder } = files
  const reading: Record<string, number> = {}
  for (const name of NAMES) {
    const ended = watch()
    await new Promise<void>((resolve, reject) => {
      const env = environment({ mark: `bench-${process.pid}` })
      const command = { file: 'cat', args: [idOf(name)], env, cwd: folder, size: SIZE }
      const spawned = spawnPty(command, { data() {}, exit: () => resolve() })
      if (!spawned.ok) reject(new Error(spawned.why))
    })
    reading[idOf(name)] = ended()
  }
  files.remove()
  return reading
}

const ours: Contender = {
  name: 'cuecast',
  role: 'ours',
  async turn() {
    const steps = await performed(10 * MB)
    return Object.fromEntries([...steps].map(([id, { longest }]) => [id, longest]))
  },
}

export const silence: Figure = {
  id: 'H12',
  title: 'How long the server is silent while a step prints',
  method: `A step prints 10 MB of one shape; it is performed, covered, filtered, kept, recorded and searched for what it should print, in this process. The longest turn of its event loop, which is how long a key, a socket and another pane have to wait at worst. The floor reads the same from a terminal and does nothing with it: what is left is the machine.`,
  measures: NAMES.map((name) => ({
    key: idOf(name),
    label: `longest turn, ${name}`,
    unit: 'ms',
    better: 'less' as const,
    target: TARGET,
  })),
  open: () =>
    Promise.resolve([
      ours,
      { name: 'a terminal that is only read', role: 'floor', turn: () => onlyRead(10 * MB) },
    ]),
  async smoke() {
    const steps = await performed(MB)
    return [...steps].flatMap(([id, { outcome }]) =>
      outcome.ok ? [] : [`1 MB of ${id}: ${outcome.why}, ${outcome.detail ?? ''}`],
    )
  },
}
