import { LAYOUTS } from '../../core/deck/model.ts'
import { defined } from '../../core/base/defined.ts'
import type { NamedStage, ReadDeck } from './read-deck.ts'
import { scanHtml, type HtmlTag } from './scan-html.ts'

/**
 * Reads a deck written by hand as `<section>`s. Only three things of the page count: its title, its
 * slides, which are the sections that hold no others, and its stages, which are the elements with
 * `data-demo="…"`.
 */
export function readHtmlDeck(name: string, source: string): ReadDeck {
  const stages: NamedStage[] = []
  let slides = 0
  /** Whether the last section tag was an opening one, so that its section holds no other yet. */
  let innermost = false
  /** The number of section tags so far: what lies between two of them is one slide. */
  let slide = 0
  const title = readTitle()
  scanHtml(
    source,
    (tag) => {
      title.tag(tag)
      if (tag.name === 'section') {
        if (tag.type === 'end' && innermost) slides += 1
        innermost = tag.type === 'start'
        slide += 1
      }
      const stage = tag.type === 'start' ? readStage(tag, source, slide) : null
      if (stage) stages.push(stage)
    },
    (text) => title.text(text),
  )
  return {
    deck: { name, title: title.found() ?? name, theme: 'dark', lang: 'en', slides: [] },
    html: source,
    stages,
    slides,
    problems: [],
  }
}

function readStage(tag: HtmlTag, source: string, slide: number): NamedStage | null {
  const attribute = (key: string) => tag.attributes.find(({ name }) => name === key)?.value
  const demo = attribute('data-demo')
  if (demo === undefined) return null
  const from = attribute('data-from')
  // Without a beginning there is no range, even if an end is given.
  const to = from === undefined ? undefined : (attribute('data-to') ?? from)
  const panes = attribute('data-panes')
    ?.split(/\s+/)
    .filter((pane) => pane !== '')
  const layout = attribute('data-layout')
  const [firstLine = ''] = source.slice(tag.start, tag.end).split('\n', 1)
  const place = { line: tag.line, column: tag.column, length: firstLine.length }
  return {
    demo,
    slide,
    ...defined({ from, to }),
    layout: LAYOUTS.find((one) => one === layout) ?? 'columns',
    ...defined({ panes }),
    place,
    stepsPlace: place,
    panesPlace: place,
  }
}

/** A title of more characters is cut: no page has room for it. */
const TITLE_LIMIT = 1_000

/** Collects the text of the first `<title>`, `<h1>` or `<h2>` that has an end. */
function readTitle() {
  let inside: string | null = null
  let text = ''
  let done = false
  return {
    tag({ type, name }: HtmlTag): void {
      if (done) return
      if (type === 'end' && name === inside) done = true
      else if (type === 'start' && inside === null && /^(?:title|h1|h2)$/.test(name)) inside = name
    },
    text(more: string): void {
      if (inside !== null && !done && text.length < TITLE_LIMIT) text += more
    },
    /** The title, or undefined if there is none or an empty one. */
    found: (): string | undefined => (done && text.trim() !== '' ? text.trim() : undefined),
  }
}

/**
 * Returns the part of an HTML deck that a stage shows: its source from the first section to the end
 * of the last one. The frame around the sections, and what may run, is ours. Empty if there is no
 * section.
 */
export function sectionsOf(source: string): string {
  let start: number | undefined
  let end = 0
  scanHtml(source, (tag) => {
    if (tag.name !== 'section') return
    if (tag.type === 'start') start ??= tag.start
    else if (start !== undefined) end = tag.end
  })
  return start === undefined ? '' : source.slice(start, end)
}
