import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { hunks, lineText } from '../../../core/rehearsal/hunks.ts'
import type { Performance } from '../../../core/playback/driver.ts'
import type { Outcome } from '../../../core/demo/outcome.ts'
import { driftOf, foundSentence, verdictOf } from '../../../core/rehearsal/report.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createMachineAdapter } from '../../../server/demo/machine-adapter.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'
import { rehearseDemo } from '../../../server/rehearsal/rehearse-demo.ts'
import { recordedTimes } from '../../../server/recording/take/load-take.ts'
import { toolVersions } from '../../../server/terminal/process/tool-versions.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'
import { holdLab, TURN } from '../../support/lab.ts'
import { itNeeds } from '../../support/needs.ts'

/** Performs every step of the product's demos in real shells, typing at once. */
const demos = resolve(import.meta.dirname, '../../../demos')

interface Performed {
  readonly step: string
  readonly pane: string
  readonly outcome: Outcome
}

/**
 * Performs the steps of a demo, one after the other. `replayed` selects steps that are treated as
 * after a fallback: the room sees the recording, and `rejoin` brings the machine into the state in
 * which they end.
 */
async function performAll(
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
async function rehearsed(name: string): Promise<string[]> {
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
      ...shared, into, date: Date.now(), tools: await toolVersions(demo), script: '',
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

const failed = (performed: readonly Performed[]) => performed.filter(({ outcome }) => !outcome.ok)

/** The demos of the talk about four machines. */
const FOUR = [
  'four-build',
  'four-exec-format',
  'four-index',
  'four-inspect',
  'four-machines',
  'four-rootfs',
  'four-traps',
  'one-name-four-machines',
]

/** The demos that need the lab. */
const LAB = [
  'docker-vs-runc',
  'engine-rootfs',
  'engine-spec',
  'engine-riddler',
  'engine-trace',
  'engine-signals',
  'engine-network',
  'engine-userns',
  'engine-limits',
  'engine-rootless',
  'engine-console',
  ...FOUR,
  'contribute-runtime',
]

/** The demos for which git and make are enough. */
const ANYWHERE = ['contribute-dco', 'contribute-review', 'contribute-merge']

const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })

/**
 * The folders in which containerd (Docker's or the system's) keeps its containers, by namespace.
 */
const CONTAINERD = [
  '/run/containerd/io.containerd.runtime.v2.task',
  '/run/docker/containerd/daemon/io.containerd.runtime.v2.task',
  '/run/containerd/runc',
]

/**
 * The entries of a folder of containerd. A namespace appears with its first container, and stays.
 */
const tasks = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((namespace) => readdirSync(join(folder, namespace)))
    : []

/** Processes whose working directory is in a demo's folder, or whose command names one. */
const processes = () =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const about = [
          readlinkSync(`/proc/${pid}/cwd`),
          readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
        ]
        return about.some((text) => text.includes(demos)) ? [`${pid} ${about.join(' ')}`] : []
      } catch {
        return [] // The process has ended meanwhile.
      }
    })

/** Everything that a container demo could leave on this machine, as lines. */
function leftovers(): string[] {
  const lines = (file: string, ...args: string[]) =>
    execFileSync(file, args, { encoding: 'utf8' }).split('\n')
  return [
    ...lines('docker', 'ps', '-aq', '--no-trunc'),
    ...lines('docker', 'images', '-aq', '--no-trunc'),
    ...lines('docker', 'volume', 'ls', '-q'),
    ...lines('runc', 'list', '-q'),
    ...readFileSync('/proc/mounts', 'utf8').split('\n'),
    ...readdirSync('/sys/class/net'),
    ...processes(),
    ...CONTAINERD.flatMap(tasks),
    ...lines('ps', '-eo', 'comm=').filter((name) => name.startsWith('pasta')),
    ...['/var/lib', '/tmp'].flatMap((place) =>
      readdirSync(place).filter((name) => /^cuecast-(userns|rootless)/.test(name)),
    ),
    ...LAB.flatMap((name) => files(join(demos, name))),
  ].sort()
}

/**
 * The leftovers that were not there before and that stay. Other tests use the same engine
 * meanwhile: their objects disappear, but what a teardown forgot does not.
 */
async function staying(before: readonly string[]): Promise<string[]> {
  let lines = leftovers().filter((line) => !before.includes(line))
  for (let look = 0; look < 120 && lines.length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const now = new Set(leftovers())
    lines = lines.filter((line) => now.has(line))
  }
  return lines
}

/** Starts a container of the presenter's own, which no teardown may touch. */
function standBy(): string {
  const docker = (...args: string[]) =>
    execFileSync('docker', args, { encoding: 'utf8', input: Buffer.alloc(1024) }).trim()
  docker('import', '-', 'bystander')
  onTestFinished(() => void docker('rmi', '-f', 'bystander'))
  const id = docker('create', 'bystander', 'true')
  onTestFinished(() => void docker('rm', '-f', id))
  return id
}

describe('the demos, live', () => {
  // The talks are played live by another test file. vitest calls the returned function after the
  // test.
  beforeEach(holdLab, TURN)

  it('welcome: every step runs live except the one that is meant to fail', { timeout: 60_000 }, async () => {
    const performed = await performAll('welcome')
    expect(failed(performed)).toEqual([
      { step: 'post', pane: 'left', outcome: expect.objectContaining({ why: 'timeout' }) },
    ])
  })

  for (const name of ANYWHERE) {
    it(`${name}: every step runs as recorded, and leaves nothing`, { timeout: 60_000 }, async () => {
      const before = files(join(demos, name))
      expect(await rehearsed(name)).toEqual([])
      expect(files(join(demos, name))).toEqual(before)
    })
    it.each([0, 1])(
      `${name}: live goes on after a replay (%i)`,
      { timeout: 60_000 },
      async (odd) => {
        expect(failed(await performAll(name, (index) => index % 2 === odd))).toEqual([])
      },
    )
  }

  const inLab = itNeeds('lab')
  for (const name of LAB) {
    inLab(
      `${name}: every step as recorded, and nothing is left`,
      { timeout: 180_000 },
      async () => {
        const bystander = standBy()
        const before = leftovers()
        expect(await rehearsed(name)).toEqual([])
        expect(await staying(before)).toEqual([])
        expect(leftovers()).toContain(bystander)
      },
    )
  }
  for (const name of FOUR) {
    inLab(`${name}: live goes on after a replay`, { timeout: 180_000 }, async () => {
      for (const odd of [0, 1])
        expect(failed(await performAll(name, (index) => index % 2 === odd))).toEqual([])
    })
  }
})
