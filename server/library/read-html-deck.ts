import { LAYOUTS } from '../../core/deck/model.ts'
import type { NamedStage, ReadDeck } from './read-deck.ts'

/**
 * A deck written by hand as `<section>`s. It is not parsed, only looked through for its title, its
 * leaf sections and its stages: `<div class="stage" data-demo="…">`.
 */
export function readHtmlDeck(name: string, source: string): ReadDeck {
  // Comments keep their line ends, so that places stay true.
  const seen = source.replace(/<!--.*?-->/gs, (comment) => comment.replace(/[^\n]/g, ' '))
  const heading = /<(title|h1|h2)\b[^>]*>(.*?)<\/\1>/is.exec(seen)?.[2]
  const title = heading?.replace(/<[^>]*>/g, '').trim()
  const attribute = (tag: string, key: string) =>
    new RegExp(`\\bdata-${key}\\s*=\\s*"([^"]*)"`).exec(tag)?.[1]
  let read = 0
  let line = 1
  // Tags of sections so far: between two of them is one slide.
  let slide = 0
  const stages = [...seen.matchAll(/<[a-z]+\b[^>]*\bdata-demo\s*=\s*"([^"]*)"[^>]*>/gi)].map(
    (match): NamedStage => {
      const between = seen.slice(read, match.index)
      read = match.index
      line += between.split('\n').length - 1
      slide += between.match(/<\/?section\b/gi)?.length ?? 0
      const place = {
        line,
        column: match.index - seen.lastIndexOf('\n', match.index - 1),
        length: match[0].split('\n')[0]?.length ?? 1,
      }
      const from = attribute(match[0], 'from')
      const to = attribute(match[0], 'to') ?? from
      const panes = attribute(match[0], 'panes')
      const layout = attribute(match[0], 'layout')
      return {
        demo: match[1] ?? '',
        slide,
        ...(from === undefined || to === undefined ? {} : { from, to }),
        layout: LAYOUTS.find((one) => one === layout) ?? 'columns',
        ...(panes === undefined ? {} : { panes: panes.split(/\s+/).filter((pane) => pane !== '') }),
        place,
        stepsPlace: place,
        panesPlace: place,
      }
    },
  )
  return {
    deck: {
      name,
      title: title === undefined || title === '' ? name : title,
      theme: 'dark',
      lang: 'en',
      slides: [],
    },
    html: source,
    stages,
    slides: countLeaves(seen),
    problems: [],
  }
}

/** Sections that hold no sections: what a presenter calls a slide. */
function countLeaves(html: string): number {
  let leaves = 0
  let leaf = false
  for (const [, close] of html.matchAll(/<(\/?)section\b/gi)) {
    if (close === '') leaf = true
    else {
      leaves += leaf ? 1 : 0
      leaf = false
    }
  }
  return leaves
}
