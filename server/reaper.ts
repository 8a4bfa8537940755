import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stop } from '../core/event.ts'
import { endFamily } from './end.ts'
import { identify, processes, type Process } from './processes.ts'
import { reason, type Attempt } from './attempt.ts'

/** One life of the server, as the next one will find it if this one is killed. */
export interface Run {
  readonly id: string
  /** For files of this run that are nobody else's business; gone with it. */
  readonly folder: string
  /** The value of CUECAST_RUN for a session or script of this run. Names need not be unique. */
  mark(name: string): string
  /**
   * From now on this demo owes its teardown. The reason where that cannot be written down, as on a
   * full disk: then it owes it all the same, but the next start would not know if this one is killed.
   */
  owe(demo: string): Attempt<void>
  /** Its teardown has run. */
  paid(demo: string): void
  /** The end in good order: nothing is left to find. */
  readonly stop: Stop
}

/** What a dead run left behind; its processes have been ended already. */
export interface Leftover {
  /** Demos whose teardown did not run, by name. */
  readonly demos: readonly string[]
  /** Processes that even SIGKILL did not end. */
  readonly stuck: readonly Process[]
  /** Call when the teardowns have run: until then the next start will find them owed. */
  readonly forget: Stop
}

/** Written to `<base>/<run id>/state.json`. */
interface State {
  readonly server: Pick<Process, 'pid' | 'started'>
  readonly demos: readonly string[]
}

/** Private to this user, in the system's folder for temporary files. */
export function runsFolder(): string {
  return join(tmpdir(), `cuecast-${process.getuid?.() ?? 'user'}`)
}

/** Opens a run, or says why its folder cannot be trusted. */
export function openRun(base: string = runsFolder()): Attempt<Run> {
  const why = refusal(base)
  if (why !== undefined) return { ok: false, why }
  const server = identify(process.pid) ?? { pid: process.pid, started: '' }
  const id = randomBytes(8).toString('hex')
  const folder = join(base, id)
  const demos = new Set<string>()
  const refused = (error: unknown): Attempt<never> => {
    return { ok: false, why: `${folder} cannot be written: ${reason(error)}` }
  }
  /** What stands in the file is what is owed. */
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
    return refused(error)
  }
  const first = save()
  if (!first.ok) {
    // A folder in which nothing stands belongs to nobody, and would stay.
    rmSync(folder, { recursive: true, force: true })
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
        rmSync(folder, { recursive: true, force: true })
      },
    },
  }
}

/**
 * Finds the runs whose server is dead and ends every process that carries their mark, whatever
 * session it hides in. To be called at the start, before anything of this run is started.
 */
export async function reapDead(base: string = runsFolder()): Promise<Leftover[]> {
  if (refusal(base) !== undefined) return []
  const all = processes()
  const left: Leftover[] = []
  for (const id of readdirSync(base)) {
    const folder = join(base, id)
    const state = read(folder)
    if (!state || isAlive(all, state.server)) continue
    if (!claim(folder, state)) continue
    const stuck = await endFamily({ mark: id })
    const forget = () => {
      rmSync(folder, { recursive: true, force: true })
    }
    if (state.demos.length === 0 && stuck.length === 0) forget()
    left.push({ demos: state.demos, stuck, forget })
  }
  return left
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
    // Ours now, as long as we live: if we are killed too, the next one does it.
    write(folder, { ...state, server })
    return true
  } catch {
    return false // the other server was first
  }
}

function write(folder: string, state: State): void {
  const file = join(folder, 'state.json')
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Null for what is not a run, or is being claimed at this moment. */
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

/** Anybody can make a folder in /tmp before us: what it says would decide which processes end. */
function refusal(base: string): string | undefined {
  try {
    mkdirSync(base, { recursive: true, mode: 0o700 })
    const stat = lstatSync(base)
    if (!stat.isDirectory()) return `${base} is not a folder; remove it`
    if (process.getuid && stat.uid !== process.getuid())
      return `${base} belongs to somebody else; remove it`
    if ((stat.mode & 0o077) !== 0) return `${base} is open to others; run: chmod 700 ${base}`
  } catch (error) {
    return `${base} cannot be used: ${reason(error)}`
  }
}
