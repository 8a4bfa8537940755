import { changedFiles, sayChanged } from '../../core/trust/changed-files.ts'
import type { LibraryDemo } from '../library/library.ts'
import { sheetOf } from './describe-demo.ts'
import type { Trust } from './trust.ts'

/** Why a demo is not trusted here, for people: what has changed since its approval, or that it has none. */
export function whyUntrusted(found: LibraryDemo, trust: Pick<Trust, 'before'>): string {
  const before = trust.before(found)
  if (!before) return 'not approved on this machine'
  const files = changesOf(found, before)
  return `changed since it was approved${files === '' ? '' : `: ${files}`}`
}

/** The same with what to do, for a command that runs nothing of it. */
export const refusalOf = (found: LibraryDemo, trust: Pick<Trust, 'before'>): string =>
  `${whyUntrusted(found, trust)}; run: cuecast trust ${found.name}`

/** Empty where nobody can tell. */
function changesOf(found: LibraryDemo, before: NonNullable<ReturnType<Trust['before']>>): string {
  if (!found.demo) return ''
  try {
    const sheet = sheetOf(found.demo, found.folder, '', before)
    return sayChanged(changedFiles(sheet.before?.changes ?? []))
  } catch {
    return '' // A file cannot be read, or there are too many: that alone is no approval.
  }
}
