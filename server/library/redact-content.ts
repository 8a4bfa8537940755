import type { Deck } from '../../core/deck/model.ts'
import type { Demo } from '../../core/demo/model.ts'
import { redact } from '../../core/terminal/redact/redact.ts'
import { escapeHtml } from '../base/html.ts'

/**
 * What a file of an author's says, without the secrets that its demos name: in what is for reading.
 * Names stay as they are, for they lead to something.
 */
export function coverDeck(deck: Deck, secrets: readonly string[]): Deck {
  const cover = (text: string) => redact(text, secrets)
  return {
    ...deck,
    title: cover(deck.title),
    slides: deck.slides.map((slide) => ({
      ...slide,
      attributes: Object.fromEntries(
        Object.entries(slide.attributes).map(([name, value]) => [name, cover(value)]),
      ),
      ...(slide.notes === undefined ? {} : { notes: cover(slide.notes) }),
      blocks: slide.blocks.map((block) =>
        block.type === 'markdown' ? { ...block, text: cover(block.text) } : block,
      ),
    })),
  }
}

/** What leads to a demo and its steps. */
const NAMED = /^data-(?:demo|from|to|panes|layout)\s*=/i
/** A name in a tag, and its value: an attribute where there is one. Goes over each character once. */
const ATTRIBUTE = /[^\s"'<>/=]+(\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s"'>]+))?/g

/** How an author may have written it: as it is, or with what text, an attribute or our own pages escape. */
function spellings(secret: string): readonly string[] {
  const escape = (kinds: RegExp) => secret.replace(kinds, escapeHtml)
  return [...new Set([secret, escape(/[&<>]/g), escape(/[&"]/g), escapeHtml(secret)])]
}

/** The same of slides that were written in HTML: their text, comments and attributes, and not their tags. */
export function coverHtml(html: string, secrets: readonly string[]): string {
  const written = secrets.flatMap(spellings)
  const cover = (text: string) => redact(text, written)
  const coverTag = (tag: string) =>
    tag.replace(ATTRIBUTE, (whole: string, value: string | undefined) =>
      value === undefined || NAMED.test(whole)
        ? whole
        : whole.slice(0, -value.length) + cover(value),
    )
  // First what no tag is: with a bracket in it, a secret would fall into pieces below.
  const odd = written.filter((secret) => /[<>]/.test(secret))
  return redact(html, odd).replace(/<[^>]*>?|[^<]+/g, (part) =>
    part.startsWith('<') && !part.startsWith('<!') ? coverTag(part) : cover(part),
  )
}

/** The same of a line of JSON, in which a secret may be written otherwise. */
export function coverJson(line: string, secrets: readonly string[]): string {
  return redact(line, [...secrets, ...secrets.map((one) => JSON.stringify(one).slice(1, -1))])
}

export function coverDemo(demo: Demo, secrets: readonly string[]): Demo {
  const cover = (text: string) => redact(text, secrets)
  return {
    ...demo,
    title: cover(demo.title),
    steps: demo.steps.map((step) => ({
      ...step,
      ...(step.caption === undefined ? {} : { caption: cover(step.caption) }),
    })),
  }
}
