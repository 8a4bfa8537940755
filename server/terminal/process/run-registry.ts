import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Stop } from '../../../core/base/event.ts'
import { killTree } from './kill-tree.ts'
import { identify, processes, type Process } from './table.ts'
import { reason, type Attempt } from '../../base/result.ts'
import { freshPlaces, leavePlace, refusal, runPlaces } from './run-folders.ts'

/** The notes of one server process, so that the next one can clean up if it is killed. */
export interface Run {
  readonly id: string
  /** Holds private files of this run, and is removed with it. */
  readonly folder: string
  /** The value of CUECAST_RUN for a session or script of this run. Names need not be unique. */
  mark(name: string): string
  /**
   * Notes that the demo in this folder owes its teardown. Fails where that cannot be written, as on
   * a full disk: then this run still owes it, but if this run is killed, the next one does not
   * know.
   */
  owe(demo: string): Attempt<void>
  /** Its teardown has run. */
  paid(demo: string): void
  /** Call it at a normal end: nothing remains for the next run to find. */
  readonly stop: Stop
}

/** A run whose server was killed. Its processes have been ended. */
export interface Leftover {
  /**
   * The folders of demos whose teardown did not run; older versions of the program wrote the names.
   */
  readonly demos: readonly string[]
  /** Processes that even SIGKILL did not end. */
  readonly stuck: readonly Process[]
  /** Call it when the teardowns have run: until then the next start finds them due. */
  readonly forget: Stop
}

/** Written to `<base>/<run id>/state.json`. */
interface State {
  readonly server: Pick<Process, 'pid' | 'started'>
  readonly demos: readonly string[]
}

/**
 * Opens a run in the first usable folder. If a folder is full or missing or belongs to another
 * account, the next one is tried, and finally a new one. Fails with a sentence if there is none.
 */
export function openRun(places: string | readonly string[] = runPlaces()): Attempt<Run> {
  if (typeof places === 'string') return openRunIn(places)
  let why: string | undefined
  for (const place of tryInTurn(places)) {
    const opened = place.ok ? openRunIn(place.value) : place
    if (opened.ok) return opened
    why ??= opened.why
  }
  return { ok: false, why: `${why}; set TMPDIR to a folder of your own` }
}

function* tryInTurn(places: readonly string[]): Generator<Attempt<string>> {
  for (const value of places) yield { ok: true, value }
  yield* freshPlaces()
}

function openRunIn(base: string): Attempt<Run> {
  const why = refusal(base)
  if (why !== undefined) return { ok: false, why }
  const server = identify(process.pid) ?? { pid: process.pid, started: '' }
  const id = randomBytes(8).toString('hex')
  const folder = join(base, id)
  const demos = new Set<string>()
  const refused = (error: unknown): Attempt<never> => {
    return { ok: false, why: `${folder} cannot be written: ${reason(error)}` }
  }
  /** Whether the file holds the teardowns that are due now. */
  let saved = false
  function save(): Attempt<void> {
    saved = false
    try {
      write(folder, { server, demos: [...demos] })
      saved = true
      return { ok: true, value: undefined }
    } catch (error) {
      return refused(error)
    }
  }
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    leavePlace(base)
    return refused(error)
  }
  const first = save()
  if (!first.ok) {
    // A folder without a state file counts as no run, so no later run would remove it.
    remove(folder)
    return first
  }
  let count = 0
  return {
    ok: true,
    value: {
      id,
      folder,
      mark: (name) => `${id}.${name.replace(/[^\w-]/g, '-')}-${++count}`,
      owe(demo) {
        if (saved && demos.has(demo)) return { ok: true, value: undefined }
        demos.add(demo)
        return save()
      },
      paid(demo) {
        if (demos.delete(demo)) save()
      },
      stop() {
        remove(folder)
      },
    },
  }
}

/**
 * Finds the runs whose server is dead, and ends every process that carries their mark, in any
 * session. Call it at the start, before anything of this run is started.
 */
export async function reapDead(
  places: string | readonly string[] = runPlaces(),
): Promise<Leftover[]> {
  const all = processes()
  const left: Leftover[] = []
  for (const folder of [places].flat().flatMap(runsIn)) {
    const id = basename(folder)
    const state = read(folder)
    if (!state || isAlive(all, state.server)) continue
    if (!claim(folder, state)) continue
    const stuck = await killTree({ mark: id })
    const forget = () => remove(folder)
    if (state.demos.length === 0 && stuck.length === 0) forget()
    left.push({ demos: state.demos, stuck, forget })
  }
  return left
}

/** The runs in a folder; none if another account could have written there. */
function runsIn(base: string): readonly string[] {
  if (refusal(base) !== undefined) return []
  return readdirSync(base).map((id) => join(base, id))
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  leavePlace(dirname(folder))
}

function isAlive(all: readonly Process[], server: State['server']): boolean {
  return all.some((p) => p.pid === server.pid && p.started === server.started)
}

/** Two servers may start at once: the one whose rename succeeds does the work. */
function claim(folder: string, state: State): boolean {
  const server = identify(process.pid)
  if (!server) return false
  try {
    renameSync(join(folder, 'state.json'), join(folder, `state-${server.pid}.json`))
    // The run belongs to this process now; if this one is killed too, the next one takes it over.
    write(folder, { ...state, server })
    return true
  } catch {
    return false // The other server was first.
  }
}

function write(folder: string, state: State): void {
  const file = join(folder, 'state.json')
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Null if the folder is no run, or if another server is claiming it at this moment. */
function read(folder: string): State | null {
  try {
    const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as Partial<State>
    const { server, demos } = state
    if (typeof server?.pid !== 'number' || !Array.isArray(demos)) return null
    return { server, demos: demos.filter((name) => typeof name === 'string') }
  } catch {
    return null
  }
}
