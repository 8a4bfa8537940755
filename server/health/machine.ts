import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Finding } from '../../core/health/health.ts'
import { day } from '../../core/base/date.ts'
import type { Answer, Prerequisite } from '../../core/health/prerequisite.ts'
import { environment } from '../terminal/process/environment.ts'
import { isExecutable, launcherBash } from '../terminal/process/executables.ts'
import type { LibraryDemo } from '../library/library.ts'
import { spawnPty } from '../terminal/pty/pty.ts'
import { probe } from './probe.ts'
import type { Surroundings } from './surroundings.ts'
import { openRun } from '../terminal/process/run-registry.ts'
import { takeHealth, type TakeHealth } from './take-health.ts'
import { workingVersion } from '../terminal/process/tool-versions.ts'
import { runBounded } from '../base/bounded-pool.ts'

/**
 * What is asked of this machine; a test brings a machine of its own. Any of it may hang for ever, so
 * the caller sets a limit.
 */
export interface Machine {
  /** Is a need met? */
  probe(need: Prerequisite, around: Surroundings): Promise<Answer>
  /** The version that a tool, or the engine behind it, prints; null: it prints none. */
  version(name: string, around: Surroundings): Promise<string | null>
  /** What is wrong with the take of a demo. */
  take(demo: LibraryDemo): Promise<TakeHealth>
  /** Bytes that a user may still write in the file system of a folder. */
  free(folder: string): Promise<number>
  /** Unix time in milliseconds. */
  date(): Ms
  /** When this program was built, Unix time in milliseconds. */
  built(): Ms
  /** Null, or why no terminal can be opened here. One that does not answer within `limit` is ended. */
  terminal(limit: Ms, clock: Clock): Promise<string | null>
}

const MB = 1024 * 1024
/** With less, builds and recordings soon fail; images are of this size. */
const TIGHT = 500 * MB
/** With less, hardly anything can be written. */
const FULL = 16 * MB
const DAY: Ms = 86_400_000
/** If the program seems older than this, the clock is more likely wrong. */
const OLD = 5 * 365 * DAY

/** Findings about the disks and the terminal of this machine. The demos write to `folders`. */
export async function askMachine(
  machine: Machine,
  folders: readonly string[],
  { clock, limit, until }: { readonly clock: Clock; readonly limit: Ms; readonly until: Ms },
): Promise<readonly Finding[]> {
  const places = [...new Set([tmpdir(), ...folders])]
  const answers = await runBounded<Finding | null | 'late'>(
    [
      async (left) => ofTerminal(await machine.terminal(left, clock)),
      ...places.map((folder) => () => disk(machine, folder)),
    ],
    {
      width: places.length + 1,
      clock,
      each: { limit, late: 'late' },
      until: { at: until, late: 'late' },
    },
  )
  const [terminal = null, ...disks] = answers.map((answer, n) => {
    if (answer !== 'late') return answer
    const why =
      n === 0 ? 'no terminal answers here' : `the disk does not answer, at ${places[n - 1]}`
    return { costs: 'live', why } satisfies Finding
  })
  const low = disks.filter((one) => one !== null)
  // Folders often share a file system, so only the worst finding is told.
  const worst = low.find(({ costs }) => costs === 'live') ?? low[0]
  return [terminal, worst ?? null].filter((one) => one !== null)
}

function ofTerminal(why: string | null): Finding | null {
  return why === null ? null : { costs: 'live', why }
}

async function disk(machine: Machine, folder: string): Promise<Finding | null> {
  const free = await machine.free(folder)
  const todo = 'make room: docker system prune, empty the bin'
  if (free < FULL) return { costs: 'live', why: `the disk is full, at ${folder}`, todo }
  if (free >= TIGHT) return null
  return { costs: 'nothing', why: `only ${Math.round(free / MB)} MB are free, at ${folder}`, todo }
}

/**
 * Compares the clock with the dates of this program and its takes, and asks no network: it finds a clock
 * that is years off, but not one that is hours off. `recorded`: when the latest take was made, Unix time
 * in milliseconds.
 */
export function clockFindings(machine: Machine, recorded: Ms): readonly Finding[] {
  const now = machine.date()
  const known = Math.max(machine.built(), recorded)
  const todo = 'set the clock: what shows a time or a certificate depends on it'
  const says = `the clock says ${day(new Date(now).toISOString()) ?? 'nothing'}`
  // One day is tolerated, because a take may come from a machine whose clock is a little ahead.
  if (now < known - DAY)
    return [{ costs: 'nothing', why: `${says}, before this program and its takes were made`, todo }]
  if (now > known + OLD)
    return [{ costs: 'nothing', why: `${says}, years after all that is known here`, todo }]
  return []
}

export const thisMachine: Machine = {
  probe,
  version: (name, { folder, ...around }) => workingVersion(name, { ...around, cwd: folder }),
  take: takeHealth,
  async free(folder) {
    try {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    } catch {
      return Infinity // The folder is gone, which other findings tell.
    }
  },
  date: () => Date.now(),
  built: () => statSync(import.meta.filename, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  terminal,
}

/** Opens a terminal with a shell that ends at once. */
async function terminal(limit: Ms, clock: Clock): Promise<string | null> {
  const bash = launcherBash()
  if (!isExecutable(bash)) return 'there is no bash, which starts every shell here'
  const run = openRun()
  if (!run.ok) return run.why
  run.value.stop()
  return new Promise((settle) => {
    const args = ['--noprofile', '--norc', '-c', ':']
    const env = environment({ mark: 'green-room' })
    const size = { cols: 80, rows: 24 }
    const opened = spawnPty(
      { file: bash, args, env, cwd: '/', size },
      { data() {}, exit: (status) => done(status === 0 ? null : `bash ends with ${status}`) },
    )
    const stop = clock.wake(clock.now() + limit, () => {
      if (opened.ok) void opened.value.kill()
      settle('no terminal answers here')
    })
    const done = (why: string | null) => {
      stop()
      settle(why)
    }
    if (!opened.ok) done(opened.why)
  })
}
