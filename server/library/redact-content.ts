import type { Deck } from '../../core/deck/model.ts'
import type { Demo } from '../../core/demo/model.ts'
import { redact } from '../../core/terminal/redact/pieces.ts'
import { defined } from '../../core/base/defined.ts'
import { escapeHtml } from '../base/html.ts'
import { scanHtml } from './scan-html.ts'

/**
 * Covers the secrets of a deck's demos in all texts of the deck that are shown. Names stay as they
 * are, because they refer to demos and steps.
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
      ...defined({ notes: slide.notes === undefined ? undefined : cover(slide.notes) }),
      blocks: slide.blocks.map((block) =>
        block.type === 'markdown' ? { ...block, text: cover(block.text) } : block,
      ),
    })),
  }
}

/** The attributes that refer to a demo and its steps. */
const NAMED = /^data-(?:demo|from|to|panes|layout)$/

/**
 * The ways in which a secret may be written in HTML: plain, or escaped as in text, in an attribute
 * or by our own pages.
 */
function spellings(secret: string): readonly string[] {
  const escape = (kinds: RegExp) => secret.replace(kinds, escapeHtml)
  return [...new Set([secret, escape(/[&<>]/g), escape(/[&"]/g), escapeHtml(secret)])]
}

/**
 * Covers secrets in slides written in HTML, everywhere but in the names of tags and attributes and
 * in the values that refer to a demo.
 */
export function coverHtml(html: string, secrets: readonly string[]): string {
  const written = secrets.flatMap(spellings)
  const cover = (text: string) => (text === '' ? '' : redact(text, written))
  // A secret with a bracket in it would fall into pieces below, so it is covered first.
  const whole = redact(
    html,
    written.filter((secret) => /[<>]/.test(secret)),
  )
  let covered = ''
  let read = 0
  const coverUpTo = (end: number) => {
    covered += cover(whole.slice(read, end))
    read = end
  }
  const keepUpTo = (end: number) => {
    covered += whole.slice(read, end)
    read = end
  }
  scanHtml(whole, (tag) => {
    coverUpTo(tag.start)
    keepUpTo(tag.start + (tag.type === 'start' ? 1 : 2) + tag.name.length)
    for (const { name, start, end } of tag.attributes) {
      // The text between two attributes, which a browser ignores, may hold a secret too: an
      // attribute whose name came before, for example.
      coverUpTo(start)
      keepUpTo(NAMED.test(name) ? end : start + name.length)
      coverUpTo(end)
    }
    coverUpTo(tag.end)
  })
  coverUpTo(whole.length)
  return covered
}

/** Covers secrets in a line of JSON, where they may be written with escapes. */
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
      ...defined({ caption: step.caption === undefined ? undefined : cover(step.caption) }),
    })),
  }
}
