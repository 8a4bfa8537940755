import { html } from '../../base/html.ts'
import { scanHtml, type HtmlTag } from '../../library/scan-html.ts'

/** The slides without what only their speaker reads, and that, in the order of its places in them. */
export interface SlidesAndNotes {
  readonly sections: string
  readonly notes: readonly string[]
}

/**
 * Takes the speaker notes out of slides, because they are sent to a page that has shown its token and
 * to no other: what anybody may load says only where they belong. Notes without an end reach to the
 * end of the source.
 */
export function withoutNotes(source: string): SlidesAndNotes {
  const notes: string[] = []
  let sections = ''
  /** Up to here the source has been copied or left out. */
  let read = 0
  /** How many asides are open, the one of the notes included; 0: the source is a slide here. */
  let depth = 0
  scanHtml(source, (tag) => {
    if (depth > 0) {
      if (tag.name === 'aside') depth += tag.type === 'start' ? 1 : -1
      if (depth > 0) return
      notes.push(source.slice(read, tag.start).trim())
      read = tag.end
    } else if (isNotes(tag)) {
      const place = html`<aside class="notes" data-note="${notes.length}"></aside>`
      sections += source.slice(read, tag.start) + place.markup
      read = tag.end
      depth = 1
    } else if (tag.name === 'section' && tag.attributes.some(isNoted)) {
      sections += source.slice(read, tag.start) + withoutNoteAttribute(tag, source)
      read = tag.end
    }
  })
  const rest = source.slice(read)
  if (depth > 0) notes.push(rest.trim())
  else sections += rest
  return { sections, notes }
}

function isNotes({ type, name, attributes }: HtmlTag): boolean {
  const classes = attributes.find((one) => one.name === 'class')?.value.toLowerCase() ?? ''
  return type === 'start' && name === 'aside' && classes.split(/\s+/).includes('notes')
}

/** Reveal reads notes off this attribute too. */
const isNoted = ({ name }: { readonly name: string }) => name === 'data-notes'

/** The tag with its other attributes. What a browser ignores, such as a second one, goes as well. */
function withoutNoteAttribute(tag: HtmlTag, source: string): string {
  const kept = tag.attributes
    .filter((attribute) => !isNoted(attribute))
    .map(({ start, end }) => ` ${source.slice(start, end)}`)
  return `<${tag.name}${kept.join('')}>`
}
