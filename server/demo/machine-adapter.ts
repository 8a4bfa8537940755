import { resolve } from 'node:path'
import type { Clock, Random } from '../../core/base/clock.ts'
import type { Demo, Pane, Requirement } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Searcher } from '../../core/demo/pattern-search.ts'
import { lacks } from '../../core/health/prerequisite.ts'
import { redact } from '../../core/terminal/redact/pieces.ts'
import type { Attempt } from '../base/result.ts'
import { environment } from '../terminal/process/environment.ts'
import { searchPattern } from '../base/pattern-search.ts'
import { locate, probe } from '../health/probe.ts'
import type { Run } from '../terminal/process/run-registry.ts'
import { runHidden } from '../terminal/process/run-script.ts'
import type { Session } from '../terminal/session/session.ts'
import { startShell } from './start-shell.ts'
import type { Terminal } from './pane-shells.ts'

/** What a demo at run time needs of this machine. */
export interface MachineAdapter<T extends Terminal> {
  /**
   * Checks whether the demo is still what was approved. Returns null, or why nothing more of it may
   * run.
   */
  may(): string | null
  open(pane: Pane): Promise<Attempt<T>>
  /**
   * Runs a script of the demo's folder, or a command, out of sight. It is ended after `limit` ms,
   * otherwise after the two minutes that a setup may take. `why` is for people.
   */
  hidden(what: { file: string } | { command: string }, limit?: Ms): Promise<Attempt<void>>
  /** Whether this binary is on the PATH. Runs nothing. */
  has(binary: string): boolean
  /** Checks a requirement. Its commands run like hidden ones. */
  readonly meets: (need: Requirement) => Promise<Attempt<void>>
  readonly clock: Clock
  readonly random: Random
  readonly search: Searcher
}

export interface MachineAdapterOptions {
  readonly demo: Demo
  /** The demo's folder, which holds its scripts and in which its commands run. */
  readonly folder: string
  /**
   * The run of the server. Everything that is started is marked as part of it, and it keeps a note
   * of teardowns that are due.
   */
  readonly run: Run
  readonly clock: Clock
  readonly random: Random
  /** Values that never reach a screen, a socket or a cast. */
  readonly redact?: readonly string[]
  /**
   * Checks before anything runs that the demo is still what was approved: null, or why it is not.
   * `begun`: its own commands have run, so new files may be theirs. Absent where nothing needs an
   * approval, as for `record`.
   */
  readonly look?: (begun: boolean) => string | null
  readonly complain: (what: string) => void
  /** Called with each session before anything is printed in it, for the recorder. */
  opened?(pane: string, session: Session): void
}

/** A setup may pull or build for this long; one that hangs must not hold up the talk any longer. */
const HIDDEN_LIMIT: Ms = 120_000

/** Real shells, hidden scripts and the PATH of this machine. */
export function createMachineAdapter(options: MachineAdapterOptions): MachineAdapter<Session> {
  const { demo, folder, run, clock, random, redact: secrets = [] } = options
  // Reasons quote the script and what programs printed, and either may hold a secret.
  const cover = (text: string) => redact(text, secrets)
  const complain = (what: string) => options.complain(cover(what))
  const covered = <T>(attempt: Attempt<T>): Attempt<T> =>
    attempt.ok ? attempt : { ok: false, why: cover(attempt.why) }
  const envFor = (mark: string, layer: Readonly<Record<string, string>> = {}) =>
    environment({ layers: [demo.env, layer], mark: run.mark(mark) })

  function owe(): void {
    const noted = run.owe(folder)
    // The talk continues: only if the server is killed would something be left behind.
    if (!noted.ok) complain(`${demo.name}: its teardown could not be noted: ${noted.why}`)
  }

  let begun = false
  /** Refuses a demo that has changed; otherwise its own commands count as run from now on. */
  function begin(): Attempt<void> {
    const why = may()
    if (why !== null) return { ok: false, why }
    begun = true
    return { ok: true, value: undefined }
  }
  const may = () => options.look?.(begun) ?? null

  return {
    clock,
    random,
    search: searchPattern,
    may,
    has: (binary) => locate(binary, { folder, env: envFor(demo.name) }) !== undefined,
    async meets(need) {
      // The check may run the binary for its version, and the demo's PATH may lead into its own
      // folder.
      const why = may()
      if (why !== null) return { ok: false, why }
      // A command of the demo may start something that only its teardown ends.
      if (need.type === 'command') owe()
      const around = { folder, env: envFor(demo.name), limit: HIDDEN_LIMIT, clock, secrets }
      const lacking = lacks(need, await probe(need, around))
      return lacking ? { ok: false, why: cover(lacking.why) } : { ok: true, value: undefined }
    },
    async hidden(what, limit = HIDDEN_LIMIT) {
      const named = 'file' in what ? what.file : what.command
      // Nobody waits for a teardown, so its failure is reported: the next talk would suffer.
      const isTeardown = 'file' in what && what.file === demo.teardown
      const begins = begin()
      if (!begins.ok) {
        if (isTeardown) complain(`${demo.name}: its teardown was not run: ${begins.why}`)
        return begins
      }
      owe()
      const job = 'file' in what ? { file: resolve(folder, what.file) } : what
      const env = envFor(demo.name)
      const result = await runHidden(job, { cwd: folder, env, limit, secrets })
      if (result.status === 0) return { ok: true, value: undefined }
      const last = result.tail.trim().split('\n').at(-1) ?? ''
      const how = result.timedOut ? `took longer than ${limit / 1000} s` : `exit ${result.status}`
      const why = cover(`${named}: ${how}${last === '' ? '' : ` (${last})`}`)
      if (isTeardown) complain(`${demo.name}: its teardown failed: ${why}`)
      return { ok: false, why }
    },
    async open(pane) {
      const begins = begin()
      if (!begins.ok) return begins
      owe()
      const opened = startShell(pane, {
        ...options,
        complain,
        env: (layer) => envFor(`${demo.name}.${pane.id}`, layer),
      })
      if (opened.ok) options.opened?.(pane.id, opened.value)
      return covered(opened)
    },
  }
}
