import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Demo } from '../core/demo.ts'
import type { Problem } from '../core/problem.ts'
import { keepBundles } from '../server/bundle.ts'
import { keepLastGood } from '../server/last-good.ts'
import { openLibrary } from '../server/library.ts'
import type { LibraryDemo } from '../server/library.ts'
import { createLibraryShelf } from '../server/shelf-library.ts'
import { createTrust, trustFile } from '../server/trust.ts'
import { PACKAGE } from './place.ts'
import { complain, complainOf } from './print.ts'

/** What every command works with: the decks and demos there are, and which of them are trusted. */
export const ROOTS: readonly string[] = [process.cwd(), PACKAGE]

/** `watched`: for an author at work, to whom a broken file is as it was before, and a complaint. */
export function openHouse(watched = false) {
  const written = openLibrary(ROOTS)
  const lastGood = watched ? keepLastGood(written) : null
  const library = lastGood?.library ?? written
  const trust = createTrust(PACKAGE, trustFile(process.env), today)
  const shelf = createLibraryShelf({
    library,
    trusted: (deck) => trust.isTrusted(deck),
    bundles: keepBundles(),
    ...(lastGood && { complaints: (deck: string) => lastGood.complaints(deck) }),
  })
  return { library, trust, shelf, lastGood }
}
/** The day here, as it is written in `trust.json`. */
const today = () => new Date().toISOString().slice(0, 10)

export type House = ReturnType<typeof openHouse>

/** Is there such a deck? If not, it complains and names those that there are. */
export function findDeck({ library }: House, name: string): boolean {
  if (library.deck(name)) return true
  const names = library.decks().map((deck) => deck.name)
  const folder = join('slides', name)
  const why = existsSync(folder) ? `${folder} has no deck.md` : `there is no deck ${name}`
  complain(`${why}; there are: ${names.join(', ') || 'none'}`)
  return false
}

/** A demo by name, or complaints that say what is wrong and where; null then. */
export function findDemo(
  { library }: House,
  name: string,
): { found: LibraryDemo; demo: Demo } | null {
  const found = library.demo(name)
  if (!found) {
    const names = library.demos().map((demo) => demo.name)
    complain(`there is no demo ${name}; there are: ${names.join(', ') || 'none'}`)
    return null
  }
  showProblems(found.problems)
  if (found.demo === null || found.problems.length > 0) return null
  return { found, demo: found.demo }
}

export function showProblems(problems: readonly Problem[]): void {
  complainOf(problems, (file) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return '' // The problem may be that it cannot be read; the complaint stands without a caret.
    }
  })
}
