import hljs from 'highlight.js/lib/common'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import { html, trustedHtml, type Html } from '../../base/html.ts'

// The set of common languages lacks this one, which talks about containers need.
hljs.registerLanguage('dockerfile', dockerfile)

/**
 * Returns code as HTML with the classes of highlight.js; as plain text if it does not know the
 * language.
 */
export function highlight(code: string, language: string): Html {
  if (!hljs.getLanguage(language)) return html`${code}`
  return trustedHtml(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}
