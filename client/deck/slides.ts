import { loadFonts } from '../terminal/fonts.ts'
import { createDeck, type RevealDeck } from './reveal.ts'
import { markKinds } from './slide-kind.ts'

export interface Slides {
  readonly root: HTMLElement
  readonly deck: RevealDeck
}

/**
 * Opens the slides, which need no recording and are shown while recordings are on their way. Terminals
 * are measured with their font, so it has to be loaded before the first is opened.
 */
export async function openSlides(): Promise<Slides> {
  const root = document.querySelector<HTMLElement>('.reveal')
  if (!root) throw new Error('invariant: the page has no .reveal')
  markKinds(root)
  const [deck] = await Promise.all([createDeck(root), loadFonts()])
  return { root, deck }
}
