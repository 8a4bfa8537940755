import type { Problem } from '../../core/base/problem.ts'
import { demosOn, summary } from './read-deck.ts'
import type { Library } from './library.ts'
import { describeProblem } from './describe-problem.ts'

/** A library for authors at work: a broken file changes nothing until it is mended. */
export interface LastGood {
  readonly library: Library
  /** The current problems of a deck and of the demos on it, as text for an author. */
  complaints(deck: string): readonly string[]
  /** Whether this demo differs from its file, because the file has problems. */
  isBroken(demo: string): boolean
}

interface Kept {
  readonly source: string
  readonly folder: string
  readonly file: string
  readonly problems: readonly Problem[]
}

/**
 * Wraps a library. Of a deck or demo with problems it gives the last version that had none, if
 * there was one.
 */
export function keepLastGood(library: Library): LastGood {
  const deck = keep((name) => library.deck(name))
  const demo = keep((name) => library.demo(name))
  const names = new Set<string>()
  const demos: Library['demos'] = (only) => {
    for (const { name } of library.demos(only)) names.add(name)
    const asked = [...names].filter((name) => only?.has(name) ?? true)
    return asked.map(demo.good).filter((one) => one !== undefined)
  }
  const decks = () => {
    const there = library.decks()
    for (const { name } of there) deck.good(name)
    const gone = deck.names().filter((name) => !there.some((one) => one.name === name))
    return [
      ...there,
      ...gone
        .map(deck.good)
        .filter((one) => one !== undefined)
        .map(summary),
    ]
  }
  const folders: Library['folders'] = (kind, name) => {
    const kept = kind === 'slides' ? deck.folders() : demo.folders()
    const gone = [...kept].filter(([each]) => name === undefined || each === name)
    return new Map([...gone, ...library.folders(kind, name)])
  }
  demos()
  decks()
  return {
    library: { ...library, deck: deck.good, demo: demo.good, demos, decks, folders },
    complaints(name) {
      const stages = deck.good(name)?.stages ?? []
      const used = [...demosOn(stages)]
      return [...deck.complaints(name), ...used.flatMap(demo.complaints)]
    },
    isBroken: (name) => demo.complaints(name).length > 0,
  }
}

function keep<T extends Kept>(read: (name: string) => T | undefined) {
  const kept = new Map<string, T>()
  const good = (name: string): T | undefined => {
    const now = read(name)
    if (now?.problems.length === 0) kept.set(name, now)
    return kept.get(name) ?? now
  }
  const complaints = (name: string): readonly string[] => {
    const now = read(name)
    if (now) return now.problems.map((problem) => describeProblem(problem, sourceOf(problem, now)))
    const gone = kept.get(name)
    return gone ? [describeProblem({ file: gone.file, message: 'it is not there any more' })] : []
  }
  return {
    good,
    complaints,
    names: () => [...kept.keys()],
    folders: () => new Map([...kept].map(([name, { folder }]) => [name, folder])),
  }
}

const sourceOf = (problem: Problem, { file, source }: Kept) =>
  problem.file === file ? source : undefined
