import type { CueSheet } from '../../core/demo/cue-sheet.ts'
import { tokenOf } from '../connection/credentials.ts'

/** What only the presenter may read. `refused`: the server refused it for this token, or without one. */
export interface Cues {
  readonly sheet: CueSheet
  readonly refused: { readonly token: string | null } | null
}

/** Asks for the cue sheet of a deck, and puts the notes in it where they belong on the slides. */
export async function askForCues(deck: string): Promise<Cues> {
  const token = tokenOf()
  try {
    const answer = await fetch(`/decks/${encodeURIComponent(deck)}/cues.json`, {
      headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    })
    if (!answer.ok)
      return { sheet: { demos: {} }, refused: answer.status === 401 ? { token } : null }
    const sheet = (await answer.json()) as CueSheet
    placeNotes(sheet.notes ?? [])
    return { sheet, refused: null }
  } catch {
    return { sheet: { demos: {} }, refused: null }
  }
}

function placeNotes(notes: readonly string[]): void {
  for (const place of document.querySelectorAll<HTMLElement>('aside.notes[data-note]')) {
    const html = notes[Number(place.dataset['note'])] ?? ''
    // The server renders notes by the same rules as slides, and a parsed document runs no scripts.
    const { body } = new DOMParser().parseFromString(html, 'text/html')
    place.replaceChildren(...body.childNodes)
  }
}
