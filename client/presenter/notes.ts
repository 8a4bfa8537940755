import { createElement } from '../base/dom.ts'
import { leaves } from './talk.ts'

/** The notes of the slide, copied from the page, which hides them; a new slide begins at the top. */
export function createNotes(host: HTMLElement) {
  const slides = leaves()
  let shown = -1
  // Arrow keys belong to the talk, but with the focus here ↑ and ↓ scroll the notes.
  host.tabIndex = 0
  return {
    show(slide: number): void {
      if (slide === shown) return
      shown = slide
      const notes = slides[slide]?.querySelector('aside.notes')
      host.replaceChildren(
        ...(notes
          ? [...notes.childNodes].map((node) => node.cloneNode(true))
          : [createElement('p', 'pv-none', 'No notes for this slide.')]),
      )
      host.scrollTop = 0
    },
  }
}
