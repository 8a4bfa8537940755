import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../base/state-folder.ts'
import type { Folder } from '../trust/trust.ts'

/** The folder in which one rehearsal of a demo records. */
export interface RehearsalFolder {
  readonly folder: string
  /** The folders that interrupted rehearsals have left. */
  readonly left: readonly string[]
  /**
   * Ends the rehearsal and removes what earlier ones left. `keep`: keeps the casts, and returns the
   * folder that holds them then.
   */
  end(keep: boolean): string | undefined
}

const PARTIAL = '.partial'

/**
 * Opens `<state>/rehearsals/<demo>-<hash of its folder>/`, which holds `last` and the rehearsals
 * that have not ended.
 */
export function openRehearsalFolder(
  state: string,
  { name, folder }: Folder,
  date: number,
): RehearsalFolder {
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  const base = join(state, 'rehearsals', `${name}-${place}`)
  makeFolder(base)
  const left = readdirSync(base)
    .filter((entry) => entry.endsWith(PARTIAL) && !isRunning(entry))
    .map((entry) => join(base, entry))
  const when = new Date(date).toISOString().slice(0, 19).replaceAll(':', '-')
  const mine = join(base, `${when}.${process.pid}${PARTIAL}`)
  mkdirSync(mine)
  const last = join(base, 'last')
  return {
    folder: mine,
    left,
    end(keep) {
      for (const old of [last, ...left]) rmSync(old, { recursive: true, force: true })
      if (keep) renameSync(mine, last)
      else rmSync(mine, { recursive: true, force: true })
      return keep && existsSync(last) ? last : undefined
    },
  }
}

/**
 * Whether the rehearsal that this entry belongs to still runs: several of the same demo may run at
 * once.
 */
function isRunning(entry: string): boolean {
  const pid = Number(/\.(\d+)\.partial$/.exec(entry)?.[1])
  try {
    return pid !== process.pid && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
