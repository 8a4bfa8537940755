import type { Pattern } from './model.ts'

/** Whether a pattern was found; `late` if the deadline ended the search first. */
export type SearchResult = boolean | 'late'

/** Looks for a pattern in a text until a deadline that it sets itself. Never rejects. */
export type Searcher = (pattern: Pattern, text: string) => Promise<SearchResult>

/** A part of a text: its beginning and end, in code units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Finds every place of a pattern in a text, from left to right. */
export type Places = (pattern: Pattern, text: string) => readonly Span[]
