import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { MARK } from './environment.ts'

/** One living process. Zombies are not listed: a zombie holds nothing but its pid. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** Absent on macOS, whose `ps` does not tell. */
  readonly session?: number
  /**
   * The start time as the system writes it. Pids are used again, so both together identify a
   * process.
   */
  readonly started: string
  /** The value of CUECAST_RUN in its environment, if we may read it. */
  readonly mark?: string | undefined
}

/** All processes of the machine at this moment. Takes a few milliseconds. */
export function processes(): Process[] {
  return process.platform === 'linux' ? fromProc() : parsePs(ps('-axEww', '-o', COLUMNS))
}

/**
 * Whether this process, the first of a terminal, has that terminal for itself: no program runs in front of
 * it. False where the system does not say.
 */
export function hasTerminal(pid: number): boolean {
  const [group, front] =
    process.platform === 'linux'
      ? [2, 5].map((n) => fieldsOf(read(`/proc/${pid}/stat`))[n])
      : ps('-o', 'pgid=,tpgid=', '-p', String(pid)).trim().split(/\s+/)
  return group !== undefined && group !== '' && group === front
}

/** The name in parentheses may itself hold spaces and parentheses, so fields are counted after it. */
const fieldsOf = (stat: string) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processOf(Number(pid)) ?? [])
}

function processOf(pid: number): Process | undefined {
  const fields = fieldsOf(read(`/proc/${pid}/stat`))
  const [state, parent, group, session] = fields
  const started = fields[19]
  if (state === undefined || state === 'Z' || state === 'X' || started === undefined) return
  const mark = new RegExp(`(?:^|\0)${MARK}=([^\0]*)`).exec(read(`/proc/${pid}/environ`))?.[1]
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    started,
    mark,
  }
}

/** Empty if the process has ended since it was listed, or belongs to another account. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

const COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart=,command='

/** Empty if there is no such process. */
function ps(...args: string[]): string {
  const { stdout } = spawnSync('ps', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

/**
 * Reads `ps -axE` of macOS and the BSDs: `lstart` is five words, and the environment follows the
 * command.
 */
export function parsePs(text: string): Process[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/.exec(line)
    if (!found) return []
    const [, pid, parent, group, state, started, command] = found
    if (state?.startsWith('Z') || started === undefined) return []
    const mark = new RegExp(`(?:^| )${MARK}=(\\S*)`).exec(command ?? '')?.[1]
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      started: started.replace(/\s+/g, ' '),
      mark,
    }
  })
}

/** A group of processes: all that carry the mark, and the tree below `root`. */
export interface Family {
  readonly mark?: string | undefined
  readonly root?: Pick<Process, 'pid' | 'started'> | undefined
}

/**
 * The living members of a family: by mark, by session, by group and by descent, because each alone
 * misses some (`env -i`, `setsid`, a double fork). A process without any of the four is left alone,
 * because nothing shows that we started it. A process that got the pid of `root` later is no member,
 * nor is this process.
 */
export function membersOf(all: readonly Process[], family: Family): Process[] {
  const { mark, root } = family
  const recycled =
    root !== undefined && all.some((p) => p.pid === root.pid && p.started !== root.started)
  const members = new Set(
    all.filter(
      (p) =>
        (mark !== undefined && p.mark !== undefined && carries(p.mark, mark)) ||
        (root !== undefined &&
          !recycled &&
          (p.pid === root.pid || p.session === root.pid || p.group === root.pid)),
    ),
  )
  for (let size = -1; size !== members.size;) {
    size = members.size
    const pids = new Set([...members].map((p) => p.pid))
    for (const p of all) if (pids.has(p.parent)) members.add(p)
  }
  return [...members].filter((p) => p.pid !== process.pid)
}

/** `run`, `run.docker` and `run.docker#3` are one family; `run2` and `run.docker2` are not of it. */
function carries(found: string, wanted: string): boolean {
  return found === wanted || (found.startsWith(wanted) && /^[.#]/.test(found.slice(wanted.length)))
}

/** The identity of a process that we have just started; undefined if it has ended already. */
export function identify(pid: number): Pick<Process, 'pid' | 'started'> | undefined {
  const found =
    process.platform === 'linux' ? processOf(pid) : processes().find((p) => p.pid === pid)
  return found && { pid, started: found.started }
}
