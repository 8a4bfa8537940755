import type { Ms } from '../base/event.ts'
import type { SourceRange } from '../yaml/located.ts'

/** `slides/<name>/deck.md`, read. */
export interface Deck extends FrontMatter {
  readonly name: string
  readonly slides: readonly Slide[]
}

export interface FrontMatter {
  readonly title: string
  readonly author?: string
  readonly event?: string
  /** As written, for people. */
  readonly date?: string
  /** How long the talk is meant to be. */
  readonly duration?: Ms
  readonly theme: 'dark' | 'light'
  /** A language tag (BCP 47). */
  readonly lang: string
}

export interface Slide {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  /** The slide lies below the one before it, not beside it. */
  readonly below: boolean
  readonly blocks: readonly Block[]
  /** Speaker notes, as Markdown. */
  readonly notes?: string
  /** The attributes from `<!-- .slide: … -->`: only class, id and data-*. */
  readonly attributes: Readonly<Record<string, string>>
}

export type Block =
  | { readonly type: 'markdown'; readonly text: string }
  | ({ readonly type: 'stage' } & StageBlock)
  | ({ readonly type: 'flagmap' } & FlagMapBlock)

export const LAYOUTS = ['columns', 'rows', 'grid', 'single'] as const
export type StageLayout = (typeof LAYOUTS)[number]

/** A demo on a slide. */
export interface StageBlock {
  readonly demo: string
  /** The first and the last step, both included; absent: all of them. */
  readonly from?: string
  readonly to?: string
  readonly layout: StageLayout
  /** Absent: all of them. */
  readonly panes?: readonly string[]
  /** Where the author named the demo, the steps and the panes. */
  readonly place: SourceRange
  readonly stepsPlace: SourceRange
  readonly panesPlace: SourceRange
}

/** A flag map on a slide: flags of `docker run`, and the config.json that they produce. */
export interface FlagMapBlock {
  /** A JSON file in the deck's own folder. */
  readonly file: string
  /**
   * As the author wrote them, in their order: `-m`, or `-v keep:/keep` where there are two `-v`.
   */
  readonly flags?: readonly string[]
  /** Absent: flags of every group. */
  readonly group?: string
  /** Where the author named the file, the flags and the group. */
  readonly place: SourceRange
  readonly flagsPlace: SourceRange
  readonly groupPlace: SourceRange
}
