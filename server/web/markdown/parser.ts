import MarkdownIt from 'markdown-it'
import type { StateCore, Token } from 'markdown-it'
import { html, trustedHtml, type Html } from '../../base/html.ts'
import { addElementComments } from './element-comments.ts'
import { highlight } from './highlight.ts'

/**
 * Makes a parser for the Markdown of our slides: CommonMark with tables and strikethrough, classes
 * for the colours of code, and `.element` comments. Its output has no inline style.
 */
export function createMarkdown(trusted: boolean): { render(text: string): Html } {
  const markdown = MarkdownIt({ html: trusted, linkify: false, typographer: false })
  addElementComments(markdown, trusted)
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
    const named = language !== '' && ` language-${language}`
    const code = highlight(token.content, language)
    const attributes = trustedHtml(self.renderAttrs(token))
    return html`<pre${attributes}><code class="hljs${named}">${code}</code></pre>\n`.markup
  }
  return { render: (text) => trustedHtml(markdown.render(text)) }
}

/**
 * Aligns a table's cell by a class. markdown-it would use a style, which the content security
 * policy forbids.
 */
function alignByClass(token: Token): void {
  if (token.type !== 'th_open' && token.type !== 'td_open') return
  const align = /text-align:\s*(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1]
  const attributes = (token.attrs ?? []).filter(([name]) => name !== 'style')
  token.attrs = attributes.length > 0 ? attributes : null
  if (align !== undefined) token.attrJoin('class', `align-${align}`)
}

/** Opens a link in a new tab: leaving the deck on stage would end the talk. */
function leaveSafely(token: Token): void {
  if (token.type !== 'link_open' || !/^https?:/i.test(String(token.attrGet('href') ?? ''))) return
  token.attrSet('target', '_blank')
  token.attrSet('rel', 'noopener noreferrer')
}
