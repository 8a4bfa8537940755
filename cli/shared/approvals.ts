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
 * Says at once that approvals cannot be read, or are not remembered, where one of these demos needs
 * one: later they would be missing.
 */
export function tellApprovals({ trust }: Workspace, demos: readonly LibraryDemo[]): void {
  if (demos.every((found) => trust.isTrusted(found))) return
  const problem = trust.unkept()
  if (!problem) return
  showProblems([problem])
  complain('approvals on this machine are not known, and new ones are not remembered')
}

/** The folder of what is remembered of talks; that it is not, is told at once. */
export function openState(): string {
  const folder = stateFolder(process.env)
  const why = unkept(folder)
  if (why !== null) complain(`how long a talk takes is not remembered: ${why}`)
  return folder
}

/** Where rehearsals record: beside what is remembered, or for the time being where nothing can be. */
export function openRehearsals(): { readonly folder: string; readonly leave: Stop } {
  const folder = stateFolder(process.env)
  const why = unkept(folder)
  if (why === null) return { folder, leave() {} }
  const passing = mkdtempSync(join(tmpdir(), 'cuecast-rehearsals-'))
  complain(`rehearsals record in ${passing}: ${why}`)
  return { folder: passing, leave: () => rmSync(passing, { recursive: true, force: true }) }
}
