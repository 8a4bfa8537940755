/** The kind of a slide, which follows from what is on it and decides its layout. */
export type SlideKind =
  'title' | 'statement' | 'stage' | 'flagmap' | 'code' | 'table' | 'image' | 'text'

/** The tag names of a slide's children without speaker notes, and whether a selector matches inside. */
export interface SlideContent {
  readonly tags: readonly string[]
  readonly has: (selector: string) => boolean
}

export function kindOf({ tags, has }: SlideContent): SlideKind {
  if (has('.stage')) return 'stage'
  if (has('.flagmap')) return 'flagmap'
  if (tags.includes('H1')) return 'title'
  const body = tags.filter((tag) => !/^H[2-6]$/.test(tag))
  if (has('pre')) return 'code'
  if (has('table')) return 'table'
  if (has('img, svg, video')) return 'image'
  // One sentence, or a heading alone, is set large, to be read from afar.
  if (body.length === 0 || (body.length === 1 && /^(P|BLOCKQUOTE)$/.test(body[0] ?? '')))
    return 'statement'
  return 'text'
}

/** Marks each slide with its kind for the style sheet; an author's own `data-kind` stays. */
export function markKinds(root: ParentNode): void {
  for (const slide of root.querySelectorAll<HTMLElement>('.slides section')) {
    if (slide.querySelector('section')) continue
    const children = [...slide.children].filter((child) => !child.matches('aside.notes'))
    slide.dataset['kind'] ??= kindOf({
      tags: children.map((child) => child.tagName),
      has: (selector) => children.some((c) => c.matches(selector) || c.querySelector(selector)),
    })
  }
}
