import type { DemoBundle } from '../../../core/recording/bundle.ts'
import type { PublicDemo } from '../../../core/demo/model.ts'
import type { CueSheet } from '../../../core/demo/cue-sheet.ts'

/** The content of a deck's page. */
export interface DeckContent {
  readonly title: string
  readonly lang: string
  readonly theme: string
  readonly sections: string
  /** The demos on its slides, each once. */
  readonly demos: readonly string[]
  readonly problems: readonly string[]
  /**
   * The texts of those demos that have no problems: a page does not need the recordings to appear.
   */
  readonly words?: readonly PublicDemo[]
  /** Whether its author is writing it: problems stay visible until they are mended. */
  readonly watched?: boolean
}

/** The entry of a deck in the list of all decks. */
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
 * Everything that the web can show, by name. An implementation has read the files; nothing that a
 * visitor sends becomes part of a path.
 */
export interface Content {
  /**
   * The name of the folder whose decks these are, for people who follow a link of another project.
   */
  readonly project?: string
  /** The names of the decks; no deck is read for them. */
  deckNames(): readonly string[]
  decks(): readonly DeckCard[]
  /** Problems that belong to no deck, as text. */
  problems(): readonly string[]
  /**
   * Rendered at each call, so that an author's change shows on reload. Null: there is no such deck.
   */
  page(deck: string): Promise<DeckContent | null>
  /**
   * The absolute paths of pictures, styles and fonts in the deck's folder, by their path in it
   * (`img/a.png`). There are no links among them.
   */
  assets(deck: string): ReadonlyMap<string, string>
  /** The facts about the deck's steps for its presenter. Null: there is no such deck. */
  cues(deck: string): CueSheet | null
  demoNames(): readonly string[]
  bundle(demo: string): Promise<DemoBundle | null>
  /**
   * The chunks of the bundles that were asked for, by the addresses in these. The map is replaced
   * when there are other chunks.
   */
  chunks(): ReadonlyMap<string, Uint8Array>
}
