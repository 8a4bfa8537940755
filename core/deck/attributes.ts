/**
 * The attributes that a slide or element may have. `style` and handlers are not among them: the
 * content security policy forbids them.
 */
const ALLOWED = /^(class|id|data-[a-z0-9-]+)$/

export interface SlideAttributes {
  readonly values: Readonly<Record<string, string>>
  /** Names that are not allowed; they are left out. */
  readonly refused: readonly string[]
}

/** Reads the text inside `<!-- .slide: … -->`: `class="a b" data-x='1' data-flag`. */
export function readAttributes(text: string): SlideAttributes {
  const values: [string, string][] = []
  const refused: string[] = []
  for (const [, name = '', double, single, bare] of text.matchAll(
    /([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?/g,
  )) {
    const value = double ?? single ?? bare ?? ''
    if (ALLOWED.test(name)) values.push([name, value])
    else refused.push(name)
  }
  return { values: Object.fromEntries(values), refused }
}
