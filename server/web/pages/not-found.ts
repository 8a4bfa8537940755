import type { Content } from '../content/content.ts'

/** The most decks that are named; nobody reads a longer list. */
const NAMED = 12

/**
 * The text for somebody who opens a deck that is not here. Usually the link is a bookmark of
 * another project's server, whose port this one has now. The address is never repeated, because it
 * could be markup.
 */
export function noDeck(content: Pick<Content, 'deckNames' | 'project'>): string {
  const names = content.deckNames()
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const here =
    names.length === 0 ? 'without a deck' : `with the decks ${names.slice(0, NAMED).join(', ')}`
  const whose = content.project === undefined ? 'a project' : `the project ${content.project}`
  return `There is no such deck here. This server shows ${whose}, ${here}${more}; a link or bookmark to another deck is of another server.`
}
