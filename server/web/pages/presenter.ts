import { deckBody, type DeckPage } from './deck.ts'
import { renderPage } from './layout.ts'

/**
 * The page of the presenter view: the same slides, around which its script shows what the room need
 * not see.
 */
export function presenterPage(page: Omit<DeckPage, 'role'>): string {
  const body = deckBody({ ...page, role: 'presenter' })
  return renderPage({ ...page, title: `${page.title} · presenter view`, theme: 'dark', body })
}
