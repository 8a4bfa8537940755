import { deckBody, type DeckPage } from './deck.ts'
import { shell } from './layout.ts'

/** The second window: the same slides, which its script frames with all that the room need not see. */
export function presenterPage(page: Omit<DeckPage, 'role'>): string {
  const body = deckBody({ ...page, role: 'presenter' })
  return shell({ ...page, title: `${page.title} · presenter view`, theme: 'dark', body })
}
