import MarkdownIt from 'markdown-it'
import type { StateCore, Token } from 'markdown-it'
import { escapeHtml } from './attributes.ts'
import { addElementComments } from './element-comments.ts'
import { highlight } from './highlight.ts'

/**
 * Markdown as our slides speak it: CommonMark with tables and strikethrough, code with classes for
 * its colours, `.element` comments, and not one inline style.
 */
export function createMarkdown(html: boolean): { render(text: string): string } {
  const markdown = MarkdownIt({ html, linkify: false, typographer: false })
  addElementComments(markdown, html)
  markdown.core.ruler.push('classes', (state: StateCore) => {
    for (const token of state.tokens) {
      alignByClass(token)
      for (const child of token.children ?? []) leaveSafely(child)
    }
  })
  markdown.renderer.rules.fence = (tokens, index, _options, _env, self) => {
    const token = tokens[index]
    if (!token) return ''
    const language = /^[\w+#.-]+/.exec(token.info.trim())?.[0] ?? ''
    const named = language === '' ? '' : ` language-${escapeHtml(language)}`
    const code = highlight(token.content, language)
    return `<pre${self.renderAttrs(token)}><code class="hljs${named}">${code}</code></pre>\n`
  }
  return markdown
}

/** A table's cell says where its text stands with a style; the CSP lets none through. */
function alignByClass(token: Token): void {
  if (token.type !== 'th_open' && token.type !== 'td_open') return
  const align = /text-align:\s*(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1]
  const attributes = (token.attrs ?? []).filter(([name]) => name !== 'style')
  token.attrs = attributes.length > 0 ? attributes : null
  if (align !== undefined) token.attrJoin('class', `align-${align}`)
}

/** A link opens beside the deck: leaving it on stage would end the talk. */
function leaveSafely(token: Token): void {
  if (token.type !== 'link_open' || !/^https?:/i.test(String(token.attrGet('href') ?? ''))) return
  token.attrSet('target', '_blank')
  token.attrSet('rel', 'noopener noreferrer')
}
