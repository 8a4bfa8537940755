import { html } from '../../base/html.ts'
import { scanHtml, type HtmlTag } from '../../library/scan-html.ts'

/**
 * Slides without their speaker notes, and the notes, in the order of their places in the slides.
 */
export interface SlidesAndNotes {
  readonly sections: string
  readonly notes: readonly string[]
}

/**
 * Takes the speaker notes out of slides, because they are sent only to a page that has shown its
 * token: the slides that anybody may load hold only their places. Notes without an end reach to the
 * end of the source.
 */
export function withoutNotes(source: string): SlidesAndNotes {
  const notes: string[] = []
  let sections = ''
  /** The offset up to which the source has been copied or left out. */
  let read = 0
  /** How many asides are open, including the one of the notes. 0: the source belongs to a slide. */
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

/** Reveal also reads notes from this attribute. */
const isNoted = ({ name }: { readonly name: string }) => name === 'data-notes'

/**
 * Returns the tag with its other attributes. It also drops what a browser ignores, such as a second
 * attribute of the same name.
 */
function withoutNoteAttribute(tag: HtmlTag, source: string): string {
  const kept = tag.attributes
    .filter((attribute) => !isNoted(attribute))
    .map(({ start, end }) => ` ${source.slice(start, end)}`)
  return `<${tag.name}${kept.join('')}>`
}
