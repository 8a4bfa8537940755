import { readAttributes } from '../../../core/deck/attributes.ts'
import { html, type Html } from '../../base/html.ts'

/** The attributes that make Reveal load a document: a stranger's deck must not use them. */
const LOADS = /^data-(background-iframe|src|markdown|preview-link)$/

/**
 * Returns the attributes that a deck may set, for a stranger's deck without those that load pages.
 */
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

/** Returns ` name="value"`, escaped for a tag. */
export const attribute = ([name, value]: [string, string]): Html => html` ${name}="${value}"`
