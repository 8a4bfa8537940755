import type { Demo } from '../core/demo.ts'
import { sheetLines } from '../core/trust-sheet.ts'
import type { TrustSheet } from '../core/trust-sheet.ts'
import { reason } from './attempt.ts'
import type { Attempt } from './attempt.ts'
import type { Library, LibraryDemo } from './library.ts'
import { sheetOf } from './trust-describe.ts'
import type { Trust } from './trust.ts'

export interface Billed {
  readonly found: LibraryDemo
  readonly demo: Demo
  /** False: somebody else's demo whose commands nobody has approved on this machine. */
  readonly trusted: boolean
}

/**
 * The demos of one stage, as they were when it began: what is edited during a talk changes nothing
 * in it. An approval, and `reread`, put the demo in its place as it stands then.
 */
export interface Bill {
  names(): readonly string[]
  find(name: string): Billed | null
  /** What a demo would run and use, as its folder stands now; or why there is nothing to show. */
  sheet(name: string): Attempt<TrustSheet>
  /** Approves what `sheet` gave last, if it had this hash. Null when done, else why not. */
  approve(name: string, hash: string): string | null
  /**
   * Demos that their author has saved: what has changed is billed as it stands now. It needs a new
   * approval, unless it is the presenter's own and was approved before.
   */
  reread(names: readonly string[]): void
}

interface Line {
  readonly found: LibraryDemo
  readonly trusted: boolean
  /** Of its folder as it was read, where somebody asks whether that has changed. */
  readonly hash?: string | undefined
}

/** `watched`: demos will be reread. */
export function createBill(
  library: Pick<Library, 'demo' | 'demos'>,
  trust: Trust,
  watched = false,
): Bill {
  const billed = new Map<string, Line>()
  const shown = new Map<string, { sheet: TrustSheet; found: LibraryDemo }>()
  for (const found of library.demos())
    billed.set(found.name, {
      found,
      trusted: trust.isTrusted(found),
      hash: watched ? hashOf(found) : undefined,
    })

  function hashOf(found: LibraryDemo): string | undefined {
    try {
      return trust.hash(found)
    } catch {
      return undefined // A file came or went just now: the next look tells.
    }
  }

  return {
    names: () => [...billed.keys()],
    find(name) {
      const one = billed.get(name)
      return one?.found.demo ? { ...one, demo: one.found.demo } : null
    },
    sheet(name) {
      const one = billed.get(name)
      if (!one) return { ok: false, why: `there is no demo ${name}` }
      try {
        // The hash first, and then what is read and shown: what is approved is what was seen.
        const hash = trust.hash(one.found)
        const found = library.demo(name)
        if (!found?.demo || found.problems.length > 0)
          return { ok: false, why: `the script of ${name} has problems; mend them first` }
        const sheet = sheetOf(found.demo, found.folder, hash, trust.before(found) ?? undefined)
        shown.set(name, { sheet, found })
        return { ok: true, value: sheet }
      } catch (error) {
        return { ok: false, why: `${name} cannot be read: ${reason(error)}` }
      }
    },
    approve(name, hash) {
      const seen = shown.get(name)
      if (seen?.sheet.hash !== hash) return `${name} was not shown as it is now: look at it again`
      if (seen.sheet.barred !== undefined)
        return `${seen.sheet.barred}: read it, then run: cuecast trust ${name}`
      const { sheet, found } = seen
      const problem = trust.approve(found, hash, { lines: sheetLines(sheet) })
      if (problem) return problem.hint ? `${problem.message}; ${problem.hint}` : problem.message
      billed.set(name, { found, trusted: true, hash })
      return null
    },
    reread(names) {
      for (const name of names) {
        const before = billed.get(name)
        const found = library.demo(name)
        const hash = found && hashOf(found)
        // Terminals of what is the same stay: a new take is no new script.
        if (!found || (before && before.hash === hash)) continue
        const own = before?.trusted === true && trust.isOwn(found)
        billed.set(name, { found, hash, trusted: own || trust.isTrusted(found) })
      }
    },
  }
}
