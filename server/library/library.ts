import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import type { FlagMap } from '../../core/deck/flag-map.ts'
import { parseFlagMap } from '../../core/deck/flag-map.ts'
import { YAML_LIMIT } from '../../core/yaml/located.ts'
import { NAME, NAME_RULE } from '../../core/demo/pattern.ts'
import type { Problem } from '../../core/base/problem.ts'
import { parseDemo } from '../../core/demo/parse.ts'
import { reason } from '../base/result.ts'
import { checkScripts, checkStages } from './check-references.ts'
import type { DeckSummary, ReadDeck } from './read-deck.ts'
import { readMarkdownDeck, summary } from './read-deck.ts'
import { readHtmlDeck } from './read-html-deck.ts'
import { readMaps, type ReadMap } from './flag-maps.ts'

/** A demo in its current state on the disk. */
export interface LibraryDemo {
  readonly name: string
  /** Absolute; holds demo.yaml, its scripts and `take/`. */
  readonly folder: string
  readonly file: string
  /** The text of its file, for `showProblem`. */
  readonly source: string
  /** Never `live` if there are problems; null if no step could be read. */
  readonly demo: Demo | null
  readonly problems: readonly Problem[]
}

/** A deck in its current state on the disk. */
export interface LibraryDeck extends ReadDeck {
  readonly name: string
  /** Absolute; holds the deck and its assets. */
  readonly folder: string
  readonly file: string
  readonly source: string
  /** The readable flag maps on its slides, by the names of their files. */
  readonly maps: ReadonlyMap<string, FlagMap>
  /** Includes the problems between the deck and the demos and flag maps that it names. */
  readonly problems: readonly Problem[]
}

/**
 * The decks and demos of all roots. Each call looks at the disk again, so that authors see what
 * they wrote; a file is parsed again only if its time or size changed. Names are looked up among
 * the existing folders and never made into a path.
 */
export interface Library {
  deck(name: string): LibraryDeck | undefined
  demo(name: string): LibraryDemo | undefined
  decks(): readonly DeckSummary[]
  /** `names`: the only folders to look into; absent: all. */
  demos(names?: ReadonlySet<string>): readonly LibraryDemo[]
  /**
   * The folders of decks or of demos by their names; no file in them is read. `name`: the only
   * folder to look for.
   */
  folders(kind: LibraryKind, name?: string): ReadonlyMap<string, string>
  /** The folders that were skipped, and why. */
  problems(): readonly Problem[]
}

interface Found {
  readonly name: string
  readonly folder: string
  readonly file: string
}

/**
 * `roots` hold `slides/` and `demos/`. Where two share a name, the one in the first root counts.
 */
export function openLibrary(roots: readonly string[]): Library {
  const bases = [...new Set(roots.map((root) => resolve(root)))]
  const readDeckFile = cached((found, source) =>
    found.file.endsWith('.html')
      ? readHtmlDeck(found.name, source)
      : readMarkdownDeck(found.name, found.file, source),
  )
  const readDemoFile = cached((found, source) => parseDemo(found.name, found.file, source))
  const readMapFile = cached((found, source) => parseFlagMap(found.file, source))
  const readMap: ReadMap = (file) => {
    const { value, fault } = readMapFile({ name: '', folder: '', file })
    return value ?? { value: null, problems: [fault] }
  }
  const scan = (kind: LibraryKind, only?: ReadonlySet<string>) => find(bases, kind, only)

  const openDemo = (found: Found): LibraryDemo | undefined => {
    const { source, value, fault } = readDemoFile(found)
    if (!value) return { ...found, source, demo: null, problems: [fault] }
    const scripts = value.value ? checkScripts(found, source, value.value) : []
    const problems = [...value.problems, ...scripts]
    const demo = value.value && { ...value.value, live: value.value.live && problems.length === 0 }
    return { ...found, source, demo, problems }
  }
  const demo: Library['demo'] = (name) => {
    const found = scan('demos', new Set([name])).found.get(name)
    return found && openDemo(found)
  }
  /** `demos`: the existing folders, scanned once for all slides that name one. */
  const openDeck = (found: Found, demos = scan('demos').found): LibraryDeck => {
    const { source, value, fault } = readDeckFile(found)
    const none = { deck: null, html: null, stages: [], slides: 0, maps: new Map() }
    if (!value) return { ...found, source, ...none, problems: [fault] }
    const opened = new Map<string, LibraryDemo | undefined>()
    for (const { demo } of value.stages) {
      const one = demos.get(demo)
      if (one && !opened.has(demo)) opened.set(demo, openDemo(one))
    }
    const wrong = checkStages(found.file, value.stages, [...demos.keys()], opened)
    const { maps, problems } = readMaps(found.folder, found.file, value.deck, readMap)
    return {
      ...found,
      source,
      ...value,
      maps,
      problems: [...value.problems, ...wrong, ...problems],
    }
  }
  return {
    demo,
    deck: (name) => {
      const found = scan('slides', new Set([name])).found.get(name)
      return found && openDeck(found)
    },
    decks() {
      const demos = scan('demos').found
      return [...scan('slides').found.values()].map((found) => summary(openDeck(found, demos)))
    },
    demos: (names) =>
      [...scan('demos', names).found.values()].map(openDemo).filter((each) => each !== undefined),
    folders(kind, name) {
      const { found } = scan(kind, name === undefined ? undefined : new Set([name]))
      return new Map([...found].map(([each, { folder }]) => [each, folder]))
    },
    problems: () => [...scan('slides').problems, ...scan('demos').problems],
  }
}

/** The folder of decks, and that of demos. */
export type LibraryKind = 'slides' | 'demos'

/** The file that makes a folder a deck or a demo; of several, the first counts. */
const FILES: Readonly<Record<LibraryKind, readonly string[]>> = {
  slides: ['deck.md', 'deck.html'],
  demos: ['demo.yaml'],
}

/** `only`: the names of the only folders to look into; the others are skipped. */
function find(bases: readonly string[], kind: LibraryKind, only?: ReadonlySet<string>) {
  const found = new Map<string, Found>()
  const problems: Problem[] = []
  /**
   * Returns undefined where there is nothing; a path that cannot be examined is reported as a
   * problem.
   */
  const look = <T>(path: string, at: (path: string) => T): T | undefined => {
    try {
      return at(path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        problems.push({ file: path, message: `cannot be read: ${reason(error, path)}` })
      return undefined
    }
  }
  for (const base of bases) {
    for (const name of look(join(base, kind), (path) => readdirSync(path).sort()) ?? []) {
      const folder = join(base, kind, name)
      if (only && !only.has(name)) continue
      if (found.has(name) || !look(folder, statSync)?.isDirectory()) continue
      const files = FILES[kind].map((each) => join(folder, each))
      const file = files.find((each) => look(each, statSync)?.isFile())
      if (file === undefined) continue
      if (NAME.test(name)) found.set(name, { name, folder, file })
      else
        problems.push({
          file,
          message: `the folder \`${name}\` is passed over`,
          hint: `its name must be ${NAME_RULE}`,
        })
    }
  }
  return { found, problems }
}

interface Cached<T> {
  readonly source: string
  readonly value: T | null
  /** The reason why there is no value. */
  readonly fault: Problem
}

/** Reads a file through `parse`, and again only when its time or size differs. */
function cached<T>(parse: (found: Found, source: string) => T): (found: Found) => Cached<T> {
  const known = new Map<string, { stamp: string; entry: Cached<T> }>()
  return (found) => {
    // The file was found a moment ago; if it is gone by now, reading it reports that.
    const stats = statSync(found.file, { throwIfNoEntry: false })
    const stamp = `${stats?.mtimeMs}/${stats?.ctimeMs}/${stats?.size}`
    const before = known.get(found.file)
    if (before?.stamp === stamp) return before.entry
    const entry = read(found, stats?.size ?? 0, parse)
    known.set(found.file, { stamp, entry })
    return entry
  }
}

function read<T>(
  found: Found,
  size: number,
  parse: (found: Found, source: string) => T,
): Cached<T> {
  const none = (message: string) => ({
    source: '',
    value: null,
    fault: { file: found.file, message },
  })
  if (size > YAML_LIMIT.bytes) return none('the file is larger than 1 MiB')
  try {
    const source = readFileSync(found.file, 'utf8')
    // A NUL means UTF-16, which editors on Windows call Unicode, or no text at all.
    if (source.includes('\0')) return none('the file is not text in UTF-8; save it as UTF-8')
    return { ...none(''), source, value: parse(found, source) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // An error without a code comes from the parser: a bug of ours and not the author's problem.
    if (code === undefined) throw error
    return none(`cannot be read: ${reason(error, found.file)}`)
  }
}
