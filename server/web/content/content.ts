import type { DemoBundle } from '../../../core/recording/bundle.ts'
import type { PublicDemo } from '../../../core/demo/model.ts'
import type { CueSheet } from '../../../core/demo/cue-sheet.ts'

/** A deck as its page needs it. */
export interface DeckContent {
  readonly title: string
  readonly lang: string
  readonly theme: string
  readonly sections: string
  /** Demos on its slides, each once. */
  readonly demos: readonly string[]
  readonly problems: readonly string[]
  /** The words of those demos that have no problems: a page needs no recording to stand. */
  readonly words?: readonly PublicDemo[]
  /** Its author is writing it: problems stay in sight until they are mended. */
  readonly watched?: boolean
}

/** A deck in the list of all decks. */
export interface DeckCard {
  readonly name: string
  readonly title: string
  readonly author?: string | undefined
  readonly event?: string | undefined
  readonly date?: string | undefined
  readonly duration?: string | undefined
  readonly demos: number
  readonly problems: readonly string[]
}

/**
 * What there is to show, as the web sees it: names to choose from and what they stand for. Whoever
 * implements it has read the files; nothing that a visitor sends becomes part of a path.
 */
export interface Content {
  /** The name of the folder whose decks these are, for people who came by a link of another one. */
  readonly project?: string
  /** Their names alone: for that no deck is read. */
  deckNames(): readonly string[]
  decks(): readonly DeckCard[]
  /** Complaints that belong to no deck, as text. */
  problems(): readonly string[]
  /** Rendered at each call, so that an author's change shows on reload. */
  page(deck: string): Promise<DeckContent | null>
  /**
   * Pictures, styles and fonts of the deck's folder by their path in it (`img/a.png`): absolute paths,
   * no links.
   */
  assets(deck: string): ReadonlyMap<string, string>
  /** What a presenter wants to know of its steps; null: there is no such deck. */
  cues(deck: string): CueSheet | null
  demoNames(): readonly string[]
  bundle(demo: string): Promise<DemoBundle | null>
  /**
   * The chunks of the bundles that were asked for, by the addresses that these name. Another map
   * whenever there are others.
   */
  chunks(): ReadonlyMap<string, Uint8Array>
}
