import { LAYOUTS } from '../../core/deck/model.ts'
import { defined } from '../../core/base/defined.ts'
import type { NamedStage, ReadDeck } from './read-deck.ts'
import { scanHtml, type HtmlTag } from './scan-html.ts'

/**
 * A deck written by hand as `<section>`s. Of its page count the title, the sections that hold no
 * others, which are its slides, and its stages: elements with `data-demo="…"`.
 */
export function readHtmlDeck(name: string, source: string): ReadDeck {
  const stages: NamedStage[] = []
  let slides = 0
  /** Was the last tag of a section one that opens it? Then it holds no other section yet. */
  let innermost = false
  /** Tags of sections so far: between two of them is one slide. */
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
  // Without a beginning there is no range, whatever its end.
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
    /** Undefined where there is none, or nothing in it. */
    found: (): string | undefined => (done && text.trim() !== '' ? text.trim() : undefined),
  }
}

/**
 * What a stage shows of such a deck: its source from the first section to the end of the last one.
 * The frame around them, and what may run, is ours. Empty where there is no section.
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
