import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stop } from '../../core/base/event.ts'
import type { LibraryDemo } from '../../server/library/library.ts'
import { stateFolder, unkept } from '../../server/base/state-folder.ts'
import { showProblems } from './workspace.ts'
import type { Workspace } from './workspace.ts'
import { complain } from './output.ts'

/**
 * Complains if approvals cannot be read or kept and one of these demos needs one. It is said at the
 * start, because on stage it would be too late.
 */
export function tellApprovals({ trust }: Workspace, demos: readonly LibraryDemo[]): void {
  if (demos.every((found) => trust.isTrusted(found))) return
  const problem = trust.unkept()
  if (!problem) return
  showProblems([problem])
  complain('approvals on this machine are not known, and new ones are not remembered')
}

/** The folder where the times of talks are kept. Complains if nothing can be kept there. */
export function openState(): string {
  const folder = stateFolder(process.env)
  const why = unkept(folder)
  if (why !== null) complain(`how long a talk takes is not remembered: ${why}`)
  return folder
}

/** The folder where rehearsals record; a temporary one if the folder for state cannot be written. */
export function openRehearsals(): { readonly folder: string; readonly leave: Stop } {
  const folder = stateFolder(process.env)
  const why = unkept(folder)
  if (why === null) return { folder, leave() {} }
  const passing = mkdtempSync(join(tmpdir(), 'cuecast-rehearsals-'))
  complain(`rehearsals record in ${passing}: ${why}`)
  return { folder: passing, leave: () => rmSync(passing, { recursive: true, force: true }) }
}
