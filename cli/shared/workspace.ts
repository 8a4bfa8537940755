import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import { NAME, NAME_RULE } from '../../core/demo/pattern.ts'
import type { Problem } from '../../core/base/problem.ts'
import { keepBundles } from '../../server/recording/take/bundle-cache.ts'
import { keepLastGood } from '../../server/library/last-good.ts'
import { secretsFound, uncovered } from '../../server/terminal/process/secret-values.ts'
import { openLibrary } from '../../server/library/library.ts'
import type { LibraryDeck, LibraryDemo } from '../../server/library/library.ts'
import { createLibraryContent } from '../../server/web/content/library-content.ts'
import { createTrust, trustFile } from '../../server/trust/trust.ts'
import { PACKAGE } from './package-root.ts'
import { complain, complainOf, coverPrinted } from './output.ts'

/** What every command works with: the decks and demos there are, and which of them are trusted. */
export const ROOTS: readonly string[] = [process.cwd(), PACKAGE]

/**
 * `watched`: for an author at work, to whom a broken file is as it was before, and a complaint.
 * `damaged` hears of recordings that cannot be read.
 */
export function openWorkspace(watched = false, damaged?: Parameters<typeof keepBundles>[0]) {
  const written = openLibrary(ROOTS)
  const lastGood = watched ? keepLastGood(written) : null
  const library = lastGood?.library ?? written
  const trust = createTrust(PACKAGE, trustFile(process.env), today)
  const content = createLibraryContent({
    library,
    trusted: (deck) => trust.isTrusted(deck),
    bundles: keepBundles(damaged),
    // The folder's name and not its path, which is nobody's business.
    project: basename(process.cwd()) || '/',
    ...(lastGood && { complaints: (deck: string) => lastGood.complaints(deck) }),
  })
  return { library, trust, content, lastGood }
}
/** The day here, as it is written in `trust.json`. */
const today = () => new Date().toISOString().slice(0, 10)

export type Workspace = ReturnType<typeof openWorkspace>

/** A name as it is, or of the folder or file that the Tab key makes of it: `demos/welcome/`. */
export function nameOf(kind: 'slides' | 'demos', given: string): string {
  const [folder, name] = given.replace(/^\.\//, '').split('/')
  return folder === kind && name ? name : given
}

/** A deck by its name or folder; if there is none, a complaint names those that there are. */
export function findDeck({ library }: Workspace, given: string): LibraryDeck | null {
  const name = nameOf('slides', given)
  const deck = library.deck(name)
  if (deck) {
    demosOf(library, deck).forEach(coverScript)
    return deck
  }
  const names = library.decks().map((deck) => deck.name)
  const folder = join('slides', name)
  const why = !existsSync(folder) ? `there is no deck ${name}` : withoutDeck(folder, name)
  complain(`${why}; there are: ${names.join(', ') || 'none'}`)
  return null
}

const RULE = `its name must be ${NAME_RULE}`

function withoutDeck(folder: string, name: string): string {
  return NAME.test(name) || name.includes('/')
    ? `${folder} has no deck.md`
    : `${folder} is passed over: ${RULE}`
}

/**
 * A demo by its name or folder, or complaints that say what is wrong and where; null then. `again`: it
 * was found before, and what is not covered has been said.
 */
export function findDemo(
  { library }: Workspace,
  given: string,
  { again = false } = {},
): { found: LibraryDemo; demo: Demo } | null {
  const name = nameOf('demos', given)
  const found = library.demo(name)
  if (!found) {
    const names = library.demos().map((demo) => demo.name)
    const odd = existsSync(join('demos', name)) && !NAME.test(name) && !name.includes('/')
    const why = odd ? `demos/${name} is passed over: ${RULE}` : `there is no demo ${name}`
    complain(`${why}; there are: ${names.join(', ') || 'none'}`)
    return null
  }
  coverScript(found)
  showProblems(found.problems)
  if (!again) showUncovered(found)
  if (found.demo === null || found.problems.length > 0) return null
  return { found, demo: found.demo }
}

/** The demos on the slides of a deck, by one look at the folders. */
export function demosOf(
  library: Workspace['library'],
  { stages }: { readonly stages: readonly { readonly demo: string }[] },
): readonly LibraryDemo[] {
  const names = new Set(stages.map(({ demo }) => demo))
  return names.size === 0 ? [] : library.demos().filter(({ name }) => names.has(name))
}

/** What a script names as secret is covered in all that is printed, its own lines included. */
function coverScript(found: LibraryDemo): void {
  coverPrinted(secretsFound(found, process.env))
}

/** The same of all demos that decks show: from the library, any of them may be opened. */
export function coverLibrary({ library }: Workspace): void {
  const stages = library.decks().flatMap(({ demos }) => demos.map((demo) => ({ demo })))
  const shown = demosOf(library, { stages })
  shown.forEach(coverScript)
  shown.forEach(showUncovered)
}

/** Says which secrets of a demo are not covered here: whoever relies on it has to know before. */
export function showUncovered(found: LibraryDemo): void {
  complainOf(uncovered(found, process.env), () => found.source)
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
