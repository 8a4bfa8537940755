import hljs from 'highlight.js/lib/common'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import { html, trustedHtml, type Html } from '../../base/html.ts'

// The common languages lack the one that talks about containers need first.
hljs.registerLanguage('dockerfile', dockerfile)

/** Code as HTML with highlight.js' classes; as plain text in a language that it does not know. */
export function highlight(code: string, language: string): Html {
  if (!hljs.getLanguage(language)) return html`${code}`
  return trustedHtml(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}
