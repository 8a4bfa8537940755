import type { Deck, FrontMatter, StageBlock } from '../../core/deck/model.ts'
import { parseDeck } from '../../core/deck/parse.ts'
import type { Problem } from '../../core/base/problem.ts'
import { defined } from '../../core/base/defined.ts'

/** A demo on a slide, as deck.md or deck.html names it. */
export type NamedStage = Pick<
  StageBlock,
  'demo' | 'from' | 'to' | 'panes' | 'layout' | 'place' | 'stepsPlace' | 'panesPlace'
> & {
  /** Stages with the same number are on the same slide. */
  readonly slide: number
}

/** The content of a deck's file. */
export interface ReadDeck {
  /** The front matter and, for a deck in Markdown, the slides. */
  readonly deck: Deck | null
  /** The sections of a deck written in HTML, unchanged; null for Markdown. */
  readonly html: string | null
  readonly stages: readonly NamedStage[]
  /** The number of slides, including those below others. */
  readonly slides: number
  readonly problems: readonly Problem[]
}

/** A deck in a list, as JSON. */
export interface DeckSummary extends Omit<FrontMatter, 'theme' | 'lang'> {
  readonly name: string
  readonly theme: FrontMatter['theme']
  readonly slides: number
  /** The names of its demos, each once, in the order of their first slide. */
  readonly demos: readonly string[]
  readonly problems: readonly Problem[]
}

export function readMarkdownDeck(name: string, file: string, source: string): ReadDeck {
  const { value: deck, problems } = parseDeck(name, file, source)
  const stages = (deck?.slides ?? []).flatMap(({ blocks }, slide) =>
    blocks.flatMap((block) => (block.type === 'stage' ? { ...block, slide } : [])),
  )
  return { deck, html: null, stages, slides: deck?.slides.length ?? 0, problems }
}

/** The names of the demos on these stages, each once, in the order of their first slide. */
export function demosOn(stages: readonly Pick<NamedStage, 'demo'>[]): ReadonlySet<string> {
  return new Set(stages.map(({ demo }) => demo))
}

export function summary(read: ReadDeck & { readonly name: string }): DeckSummary {
  const { name, deck, stages, slides, problems } = read
  const { title, author, event, date, duration, theme } = deck ?? { title: name, theme: 'dark' }
  return {
    name,
    title,
    ...defined({ author, event, date, duration }),
    theme,
    slides,
    demos: [...demosOn(stages)],
    problems,
  }
}
