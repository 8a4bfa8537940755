import type { Block, Deck, Slide } from '../../../core/deck/model.ts'
import type { FlagMap } from '../../../core/deck/flag-map.ts'
import { html, type Html } from '../../base/html.ts'
import { attribute, safeAttributes } from './attributes.ts'
import { renderFlagMap } from './flag-map.ts'
import { createMarkdown } from './parser.ts'

export interface RenderOptions {
  /** Passes the author's own HTML on. False for a deck that is not trusted. */
  readonly html: boolean
  /**
   * The flag maps on the slides, by the names of their files. A missing one is reported on its
   * slide.
   */
  readonly maps?: ReadonlyMap<string, FlagMap>
  /** Covers secrets in a flag map; the deck itself is covered before. */
  readonly cover?: (text: string) => string
}

/**
 * Renders the slides as Reveal's `<section>`s. It emits no inline style and no script, because the
 * content security policy forbids them; with `html` the author's own markup passes unchanged.
 */
export function renderDeck(deck: Deck, options: RenderOptions): string {
  const markdown = createMarkdown(options.html)
  const render = (text: string) => markdown.render(text)
  const groups: Slide[][] = []
  for (const slide of deck.slides) {
    const group = groups.at(-1)
    if (slide.below && group) group.push(slide)
    else groups.push([slide])
  }
  const sections = groups.map((group) => {
    const slides = group.map((slide) => renderSlide(slide, render, options))
    return group.length === 1 ? slides : html`<section>\n${slides}</section>\n`
  })
  return html`${sections}`.markup
}

function renderSlide(slide: Slide, render: (text: string) => Html, options: RenderOptions): Html {
  const body = slide.blocks.map((block) => renderBlock(block, render, options))
  const notes =
    slide.notes !== undefined && html`<aside class="notes">\n${render(slide.notes)}</aside>\n`
  const attributes = safeAttributes(slide.attributes, options.html)
  return html`<section${attributes.map(attribute)}>\n${body}${notes}</section>\n`
}

function renderBlock(
  block: Block,
  render: (text: string) => Html,
  { maps, cover }: RenderOptions,
): Html {
  if (block.type === 'markdown') return render(block.text)
  if (block.type === 'flagmap') return renderFlagMap(block, maps?.get(block.file), cover)
  const { demo, from, to, layout, panes } = block
  const named: [string, string | undefined][] = [
    ['class', 'stage'],
    ['data-demo', demo],
    ['data-from', from],
    ['data-to', to],
    ['data-layout', layout],
    ['data-panes', panes?.join(' ')],
  ]
  const given = named.filter((each): each is [string, string] => each[1] !== undefined)
  return html`<div${given.map(attribute)}></div>\n`
}
