import { readFileSync } from 'node:fs'
import type { Demo } from '../core/demo.ts'
import type { Problem } from '../core/problem.ts'
import { bundleOf } from '../server/bundle.ts'
import { openLibrary } from '../server/library.ts'
import type { LibraryDemo } from '../server/library.ts'
import { createLibraryShelf } from '../server/shelf-library.ts'
import { createTrust, trustFile } from '../server/trust.ts'
import { PACKAGE } from './place.ts'
import { complain, complainOf } from './print.ts'

/** What every command works with: the decks and demos there are, and which of them are trusted. */
export function openHouse() {
  const library = openLibrary([process.cwd(), PACKAGE])
  const trust = createTrust(PACKAGE, trustFile(process.env))
  const shelf = createLibraryShelf({
    library,
    trusted: (deck) => trust.isTrusted(deck),
    bundle: (demo) => bundleOf(demo, trust.isTrusted(demo)),
  })
  return { library, trust, shelf }
}
export type House = ReturnType<typeof openHouse>

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
