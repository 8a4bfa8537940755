/** Not exported, so that no other file can make one and no object that was read from JSON is one. */
class SafeHtml {
  readonly #markup: string
  constructor(markup: string) {
    this.#markup = markup
  }
  get markup(): string {
    return this.#markup
  }
}

/**
 * Markup that may be sent as it is. Only this file makes one, so a value of this type proves that
 * whatever came from outside in it has been escaped, or that somebody answered for it.
 */
export type Html = SafeHtml

/** The values of a template. Nothing is written for `null`, `undefined` and `false`. */
export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[]

/**
 * Builds markup from a template. A string is escaped, so that it is text between tags and a value
 * between quotes; other markup stands as it is; the items of an array follow one another. An
 * attribute's value must be quoted in the template: nothing here protects an unquoted one, nor the
 * inside of `<script>` and `<style>`.
 */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = template[0] ?? ''
  values.forEach((value, n) => (markup += written(value) + (template[n + 1] ?? '')))
  return new SafeHtml(markup)
}

/** Takes text as markup without escaping it. The caller is responsible for its content. */
export function trustedHtml(markup: string): Html {
  return new SafeHtml(markup)
}

/** `parts` with `separator`, which is text, between them. */
export function joinHtml(parts: readonly Html[], separator: string): Html {
  return trustedHtml(parts.map((part) => part.markup).join(escapeHtml(separator)))
}

function written(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  if (value instanceof SafeHtml) return value.markup
  // No other object is markup, whatever its type claims.
  return Array.isArray(value) ? value.map(written).join('') : ''
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML. For where no template is built, such as a renderer of Markdown that joins strings. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
