/** The slides without what only their speaker reads, and that, in the order of its places in them. */
export interface Slides {
  readonly sections: string
  readonly notes: readonly string[]
}

/** A tag to its end, which no `>` inside a quoted value is. */
const ASIDE = /<(\/?)aside\b((?:"[^"]*"|'[^']*'|[^'">])*)>/gi
const SECTION = /<section\b(?:"[^"]*"|'[^']*'|[^'">])*>/gi

/**
 * Speaker notes come to a page that has shown its token, and to no other: what anybody may load says
 * only where they belong.
 */
export function withoutNotes(html: string): Slides {
  const notes: string[] = []
  let sections = ''
  // Reveal reads notes off this attribute too.
  let rest = html.replace(SECTION, (tag) =>
    tag.replace(/\sdata-notes\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ''),
  )
  for (let found = first(rest); found; found = first(rest)) {
    const inside = rest.slice(found.index + found[0].length)
    let depth = 1
    let [end, after] = [inside.length, inside.length]
    for (const tag of inside.matchAll(ASIDE)) {
      depth += tag[1] === '/' ? -1 : 1
      if (depth > 0) continue
      end = tag.index
      after = tag.index + tag[0].length
      break
    }
    sections += `${rest.slice(0, found.index)}<aside class="notes" data-note="${notes.length}"></aside>`
    notes.push(inside.slice(0, end).trim())
    rest = inside.slice(after)
  }
  return { sections: sections + rest, notes }
}

/** The first tag that begins notes. */
function first(html: string): RegExpExecArray | undefined {
  for (const tag of html.matchAll(ASIDE))
    if (tag[1] === '' && /\bnotes\b/i.test(tag[2] ?? '')) return tag
  return undefined
}
