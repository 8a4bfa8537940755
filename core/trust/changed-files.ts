import type { DiffLine } from '../base/diff.ts'

/** A file of a demo that is not as it was. */
export interface ChangedFile {
  readonly path: string
  readonly how: 'new' | 'gone' | 'changed'
}

/** How many files are named. */
const NAMED = 3

/** The files that differ, by the changes of what `keptLines` gives. What runs is told by its file. */
export function changedFiles(changes: readonly DiffLine[]): readonly ChangedFile[] {
  const files = new Map<string, Set<DiffLine['is']>>()
  for (const { is, text } of changes) {
    if (is !== 'new' && is !== 'gone') continue
    const [, whole, line] = /^(?:file (.+?): \d+ bytes|(.+?)\| )/.exec(text) ?? []
    const path = whole ?? line
    if (path === undefined) continue
    const signs = files.get(path) ?? new Set()
    // A line of a file that stays says only that the file has changed.
    if (whole !== undefined && path !== 'demo.yaml') signs.add(is)
    files.set(path, signs)
  }
  return [...files].map(([path, signs]) => {
    const [only] = signs
    return { path, how: signs.size === 1 && (only === 'new' || only === 'gone') ? only : 'changed' }
  })
}

const HOW = { new: 'is new', gone: 'is gone', changed: 'has changed' } as const

/** For people: `stray is new, step.sh has changed and 4 more`. */
export function sayChanged(files: readonly ChangedFile[]): string {
  const named = files.slice(0, NAMED).map(({ path, how }) => `${path} ${HOW[how]}`)
  const more = files.length - named.length
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
