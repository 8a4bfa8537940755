import type { Demo } from '../../core/demo/model.ts'
import { keptLines } from '../../core/trust/sheet.ts'
import type { TrustSheet } from '../../core/trust/sheet.ts'
import { reason } from '../base/result.ts'
import type { Attempt } from '../base/result.ts'
import type { Library, LibraryDemo } from '../library/library.ts'
import { sheetOf } from '../trust/describe-demo.ts'
import { hasChanged, notApproved } from '../trust/trust.ts'
import type { Trust } from '../trust/trust.ts'

export interface ProgrammeDeck {
  readonly found: LibraryDemo
  readonly demo: Demo
  /** False: somebody else's demo whose commands nobody has approved on this machine as they are now. */
  readonly trusted: boolean
  /** It was approved when the stage began, and has changed since. */
  readonly changed?: boolean
}

/**
 * The demos of one stage, as they were when it began. Editing a demo during a talk changes nothing on
 * stage: a demo runs as it was approved or not at all. An approval or `reread` replaces the demo by what
 * its folder holds then.
 */
export interface Programme {
  names(): readonly string[]
  /** Checks the demo's folder again, which is cheap as long as nothing there has changed. */
  find(name: string): ProgrammeDeck | null
  /**
   * Null: the demo may run. Else why not, for people. `begun`: something of it runs already, so it may
   * have made files where its setup makes them.
   */
  refusal(name: string, begun: boolean): string | null
  /** What a demo would run and use, as its folder stands now; or why there is nothing to show. */
  sheet(name: string): Attempt<TrustSheet>
  /** Approves what `sheet` gave last, if it had this hash. Null when done, else why not. */
  approve(name: string, hash: string): string | null
  /**
   * Reads again demos that their author has saved. One that has changed needs a new approval, unless it
   * is the presenter's own and was approved before.
   */
  reread(names: readonly string[]): void
}

interface Line {
  readonly found: LibraryDemo
  readonly trusted: boolean
  /** Part of the program, so that its folder is not checked again. */
  readonly part: boolean
  /** The seal of its folder when it was read; absent where nobody asks whether that has changed. */
  readonly seal: string | undefined
  readonly changed?: boolean
}

/** `watched`: the caller will call `reread`. */
export function createProgramme(
  library: Pick<Library, 'demo' | 'demos'>,
  trust: Trust,
  watched = false,
): Programme {
  const billed = new Map<string, Line>()
  const shown = new Map<string, { sheet: TrustSheet; found: LibraryDemo }>()
  for (const found of library.demos()) billed.set(found.name, lineOf(found))

  function lineOf(found: LibraryDemo): Line {
    const part = trust.isPart(found)
    const seal = part && !watched ? undefined : sealOf(found)
    return { found, part, seal, trusted: trust.isTrusted(found) }
  }
  function sealOf(found: LibraryDemo): string | undefined {
    try {
      return trust.seal(found)
    } catch {
      return undefined // A file came or went just now. The next call finds out.
    }
  }
  /** Is its author at work on it? Then it runs as it was saved, without a new approval. */
  const isAtWork = ({ found, trusted }: Line) => watched && trusted && trust.isOwn(found)

  /** The demo as it may run now. */
  function current(name: string): Line | undefined {
    const line = billed.get(name)
    if (!line || isAtWork(line)) return line
    if (line.trusted && (line.part || line.seal === sealOf(line.found))) return line
    if (!line.trusted && !trust.isTrusted(line.found)) return line
    // `cuecast trust` may have approved it meanwhile: then it is billed as it stands now.
    const found = library.demo(name)
    const now = found?.demo && found.problems.length === 0 ? lineOf(found) : null
    if (!now?.trusted) return { ...line, trusted: false, changed: true }
    billed.set(name, now)
    return now
  }

  return {
    names: () => [...billed.keys()],
    find(name) {
      const one = current(name)
      return one?.found.demo ? { ...one, demo: one.found.demo } : null
    },
    refusal(name, begun) {
      const one = current(name)
      if (!one?.trusted) return one?.changed === true ? hasChanged(name) : notApproved(name)
      return begun || isAtWork(one) || trust.isTrusted(one.found) ? null : hasChanged(name)
    },
    sheet(name) {
      const one = billed.get(name)
      if (!one) return { ok: false, why: `there is no demo ${name}` }
      try {
        // The hash is taken before the files are read, so that no later change is approved unseen.
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
      const problem = trust.approve(found, hash, { lines: keptLines(sheet) })
      if (problem) return problem.hint ? `${problem.message}; ${problem.hint}` : problem.message
      billed.set(name, { ...lineOf(found), trusted: true })
      return null
    },
    reread(names) {
      for (const name of names) {
        const before = billed.get(name)
        const found = library.demo(name)
        // A demo whose seal is the same keeps its terminals, even if it has a new take.
        if (!found || (before && before.seal === sealOf(found))) continue
        const own = before?.trusted === true && trust.isOwn(found)
        const line = lineOf(found)
        billed.set(name, { ...line, trusted: own || line.trusted })
      }
    },
  }
}
