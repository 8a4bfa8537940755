import { readAttributes } from '../../../core/deck/attributes.ts'

/** What Reveal would load as a document: nothing of that kind comes from a stranger. */
const LOADS = /^data-(background-iframe|src|markdown|preview-link)$/

/** The attributes that a deck may set, for a stranger's deck without those that load pages. */
export function safeAttributes(
  values: Readonly<Record<string, string>>,
  trusted: boolean,
): [string, string][] {
  return Object.entries(values).filter(
    ([name, value]) =>
      trusted || !(LOADS.test(name) || /^\s*(javascript|data|vbscript):/i.test(value)),
  )
}

/** The attributes in the text of `<!-- .element: … -->`. */
export function elementAttributes(text: string, trusted: boolean): [string, string][] {
  return safeAttributes(readAttributes(text).values, trusted)
}

/** ` name="value"`, safe to stand in a tag. */
export const attribute = ([name, value]: [string, string]) => ` ${name}="${escapeHtml(value)}"`

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
