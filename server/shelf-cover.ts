import type { Deck } from '../core/deck.ts'
import type { Demo } from '../core/demo.ts'
import { redact } from '../core/redact.ts'
import { escapeHtml } from './page.ts'

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
      ...(slide.notes === undefined ? {} : { notes: cover(slide.notes) }),
      blocks: slide.blocks.map((block) =>
        block.type === 'markdown' ? { ...block, text: cover(block.text) } : block,
      ),
    })),
  }
}

/** The same of slides that were written in HTML: their text, and not their tags. */
export function coverHtml(html: string, secrets: readonly string[]): string {
  const written = [...secrets, ...secrets.map(escapeHtml)]
  return html.replace(/>[^<]+/g, (text) => redact(text, written))
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
