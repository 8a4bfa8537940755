import type { Pattern } from './model.ts'

/** What a search for a pattern came to; `late`: its deadline ended it. */
export type SearchResult = boolean | 'late'

/** Looks for a pattern in a text, within a time of its own. Never rejects. */
export type Searcher = (pattern: Pattern, text: string) => Promise<SearchResult>

/** A stretch of a text: where it begins and ends, in code units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Finds every place of a pattern in a text, from left to right. */
export type Places = (pattern: Pattern, text: string) => readonly Span[]
