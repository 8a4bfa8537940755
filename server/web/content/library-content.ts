import { existsSync } from 'node:fs'
import type { Demo } from '../../../core/demo/model.ts'
import type { Ms } from '../../../core/base/event.ts'
import { publicDemo } from '../../../core/demo/model.ts'
import { cueSheet } from '../../../core/demo/cue-sheet.ts'
import { redact } from '../../../core/terminal/redact/pieces.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Bundles } from '../../recording/take/bundle-cache.ts'
import { sectionsOf } from '../../library/read-html-deck.ts'
import { describeProblem } from '../../library/describe-problem.ts'
import { demosOn, type DeckSummary } from '../../library/read-deck.ts'
import type { Library, LibraryDeck } from '../../library/library.ts'
import { renderDeck } from '../markdown/render-deck.ts'
import { withoutNotes } from './speaker-notes.ts'
import { secretsFound, secretsOf } from '../../terminal/process/secret-values.ts'
import { coverDeck, coverDemo, coverHtml, coverJson } from '../../library/redact-content.ts'
import { isAsset, listFiles } from '../../files/assets.ts'
import type { Content, DeckCard } from './content.ts'

export interface LibraryContentOptions {
  readonly library: Library
  /** Whether this deck's own HTML is passed on. A stranger's deck is shown without it. */
  trusted(deck: LibraryDeck): boolean
  readonly bundles: Bundles
  readonly project?: string
  /** While an author writes: the current problems of a deck and of its demos. */
  complaints?(deck: string): readonly string[]
}

/** The library on the disk, for the web and the export. */
export function createLibraryContent(options: LibraryContentOptions): Content {
  const { library } = options
  /** The demos of a deck and all their secrets, with one scan of the folders. */
  const demosOf = ({ stages }: LibraryDeck) => {
    return library
      .demos(demosOn(stages))
      .map((found) => ({ ...found, secrets: secretsFound(found, process.env) }))
  }
  return {
    ...defined({ project: options.project }),
    deckNames: () => [...library.folders('slides').keys()],
    decks() {
      const known = secretsByDemo(library)
      return library.decks().map((deck) =>
        card(
          deck,
          deck.demos.flatMap((demo) => known(demo)),
        ),
      )
    },
    problems: () => library.problems().map((problem) => describeProblem(problem)),
    async page(name) {
      const deck = library.deck(name)
      if (!deck) return null
      const problems = [
        ...(options.complaints?.(name) ??
          deck.problems.map((problem) => describeProblem(problem, deck.source))),
      ]
      const trusted = options.trusted(deck)
      if (deck.html !== null && !trusted) problems.push(untrusted(name))
      const found = demosOf(deck)
      const secrets = found.flatMap((one) => one.secrets)
      return {
        title: redact(deck.deck?.title ?? name, secrets),
        lang: deck.deck?.lang ?? 'en',
        theme: deck.deck?.theme ?? 'dark',
        sections: withoutNotes(sections(deck, trusted, secrets)).sections,
        demos: [...demosOn(deck.stages)],
        words: found.flatMap(({ demo, problems, secrets }) =>
          demo && problems.length === 0 ? publicDemo(coverDemo(demo, secrets)) : [],
        ),
        problems: problems.map((problem) => redact(problem, secrets)),
        watched: options.complaints !== undefined,
      }
    },
    assets(name) {
      const folder = library.folders('slides', name).get(name)
      const files =
        folder !== undefined && existsSync(folder) ? listFiles(folder) : new Map<string, string>()
      return new Map([...files].filter(([path]) => isAsset(path)))
    },
    cues(name) {
      const deck = library.deck(name)
      if (!deck) return null
      const demos = [...demosOn(deck.stages)].flatMap((demo) => library.demo(demo)?.demo ?? [])
      const secrets = demosOf(deck).flatMap((one) => one.secrets)
      const { notes } = withoutNotes(sections(deck, options.trusted(deck), secrets))
      const cover = (demo: Demo, text: string) => redact(text, secretsOf(demo, process.env))
      return cueSheet(deck.deck?.duration, demos, notes, cover)
    },
    demoNames: () => [...library.folders('demos').keys()],
    async bundle(name) {
      const demo = library.demo(name)
      return demo ? await options.bundles.of(demo) : await options.bundles.last(name)
    },
    chunks: () => options.bundles.chunks(),
  }
}

const untrusted = (name: string) =>
  `This deck is written in HTML and comes from somebody else: it is shown once it is approved (cuecast trust --deck ${name}).`

/**
 * The slides of a deck as `<section>` elements. Of a page written by hand only its sections are
 * used: the frame, and what may run, is ours.
 */
function sections(deck: LibraryDeck, trusted: boolean, secrets: readonly string[]): string {
  if (deck.html !== null) {
    return trusted ? coverHtml(sectionsOf(deck.html), secrets) : ''
  }
  return deck.deck
    ? renderDeck(coverDeck(deck.deck, secrets), {
        html: trusted,
        maps: deck.maps,
        cover: (text) => coverJson(text, secrets),
      })
    : ''
}

/** The secrets of each demo, with one scan of the folders. */
function secretsByDemo(library: Library): (demo: string) => readonly string[] {
  const known = new Map(library.demos().map((one) => [one.name, secretsFound(one, process.env)]))
  return (demo) => known.get(demo) ?? []
}

function card(deck: DeckSummary, secrets: readonly string[]): DeckCard {
  const { name, title, author, event, date, duration, demos } = deck
  const cover = (text: string) => redact(text, secrets)
  const maybe = (text: string | undefined) => (text === undefined ? undefined : cover(text))
  return {
    name,
    title: cover(title),
    author: maybe(author),
    event: maybe(event),
    date: maybe(date),
    duration: duration === undefined ? undefined : minutes(duration),
    demos: demos.length,
    problems: deck.problems.map((problem) => cover(describeProblem(problem))),
  }
}

const minutes = (duration: Ms) => `${Math.round(duration / 60_000)} min`
