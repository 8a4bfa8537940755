import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import { NAME, NAME_RULE } from '../../core/demo/pattern.ts'
import type { Problem } from '../../core/base/problem.ts'
import { keepBundles } from '../../server/recording/take/bundle-cache.ts'
import { keepLastGood } from '../../server/library/last-good.ts'
import { secretsFound, uncovered } from '../../server/terminal/process/secret-values.ts'
import { openLibrary } from '../../server/library/library.ts'
import { demosOn } from '../../server/library/read-deck.ts'
import type { LibraryDeck, LibraryDemo } from '../../server/library/library.ts'
import { createLibraryContent } from '../../server/web/content/library-content.ts'
import { createTrust, trustFile } from '../../server/trust/trust.ts'
import { PACKAGE } from './package-root.ts'
import { complain, complainOf, coverPrinted } from './output.ts'

/** The folders in which decks and demos are looked for; the first has precedence. */
export const roots = (): readonly string[] => [process.cwd(), PACKAGE]

/**
 * Opens what every command works with: the decks and demos, and which of them are trusted. `watched` is
 * for an author at work: a file that breaks keeps its last good version, and the page shows the problem.
 * `damaged` is called with the demo and the problems of a recording that cannot be read in full.
 */
export function openWorkspace(watched = false, damaged?: Parameters<typeof keepBundles>[0]) {
  const written = openLibrary(roots())
  const lastGood = watched ? keepLastGood(written) : null
  const library = lastGood?.library ?? written
  const trust = createTrust(PACKAGE, trustFile(process.env), today)
  const content = createLibraryContent({
    library,
    trusted: (deck) => trust.isTrusted(deck),
    bundles: keepBundles(damaged),
    // The page shows the folder's name. Its path would tell the audience about this machine.
    project: basename(process.cwd()) || '/',
    ...(lastGood && { complaints: (deck: string) => lastGood.complaints(deck) }),
  })
  return { library, trust, content, lastGood }
}
/** Today in UTC, as `trust.json` writes it: `2026-11-24`. */
const today = () => new Date().toISOString().slice(0, 10)

export type Workspace = ReturnType<typeof openWorkspace>

/** The name in a path that the Tab key completes, such as `demos/welcome/`; a plain name stays as it is. */
export function nameOf(kind: 'slides' | 'demos', given: string): string {
  const [folder, name] = given.replace(/^\.\//, '').split('/')
  return folder === kind && name ? name : given
}

/** A deck by its name or folder; null, after a complaint that lists the decks, if there is none. */
export function findDeck({ library }: Workspace, given: string): LibraryDeck | null {
  const name = nameOf('slides', given)
  const deck = library.deck(name)
  if (deck) {
    demosOf(library, deck).forEach(coverScript)
    return deck
  }
  const names = [...library.folders('slides').keys()]
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
 * A demo by its name or folder; null, after complaints, if there is none or its script has problems.
 * `again`: it was found before, so secrets that cannot be covered are not complained of a second time.
 */
export function findDemo(
  { library }: Workspace,
  given: string,
  { again = false } = {},
): { found: LibraryDemo; demo: Demo } | null {
  const name = nameOf('demos', given)
  const found = library.demo(name)
  if (!found) {
    const names = [...library.folders('demos').keys()]
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

/** The demos on the slides of a deck. Reads the folders once for all of them. */
export function demosOf(
  library: Workspace['library'],
  { stages }: { readonly stages: readonly { readonly demo: string }[] },
): readonly LibraryDemo[] {
  return library.demos(demosOn(stages))
}

/** Covers the secrets of a script in everything that is printed, its own lines included. */
function coverScript(found: LibraryDemo): void {
  coverPrinted(secretsFound(found, process.env))
}

/** Covers the secrets of every demo in a deck, because the library page can open any of them. */
export function coverLibrary({ library }: Workspace): void {
  const shown = library.demos(new Set(library.decks().flatMap(({ demos }) => demos)))
  shown.forEach(coverScript)
  shown.forEach(showUncovered)
}

/** Complains of secrets that cannot be covered here, before anything of the demo is shown. */
export function showUncovered(found: LibraryDemo): void {
  complainOf(uncovered(found, process.env), () => found.source)
}

export function showProblems(problems: readonly Problem[]): void {
  complainOf(problems, (file) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return '' // If the file cannot be read, the problem is printed without its line.
    }
  })
}
