import { expect, it } from 'vitest'
import { escapeHtml, html, joinHtml, trustedHtml, type Html, type HtmlValue } from './html.ts'

it.each<[string, HtmlValue, string]>([
  ['a tag', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['the end of a double-quoted value', '" onload="x', '&quot; onload=&quot;x'],
  ['the end of a single-quoted value', "' onload='x", '&#39; onload=&#39;x'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['a comment', '--><!--', '--&gt;&lt;!--'],
  ['what a replacement pattern would expand', "$& $' $1 $$", '$&amp; $&#39; $1 $$'],
  ['a number', 0, '0'],
  ['an empty text', '', ''],
  ['nothing', [null, undefined, false], ''],
  ['texts in an array', ['<', ['>', '"']], '&lt;&gt;&quot;'],
])('escapes %s, in text and in an attribute alike', (_, value, escaped) => {
  expect(html`<p title="${value}">${value}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`)
})

it('leaves other markup unchanged, alone and in an array', () => {
  const bold = html`<b>${'<'}</b>`
  expect(html`<p>${bold}${[bold, '<']}</p>`.markup).toBe('<p><b>&lt;</b><b>&lt;</b>&lt;</p>')
})

it('accepts as markup only what was built here', () => {
  const forged = { markup: '<b>' } as unknown as Html
  expect(html`${forged}`.markup).toBe('')
})

it('does not escape trusted markup', () => {
  expect(html`<p>${trustedHtml('<i>&amp;</i>')}</p>`.markup).toBe('<p><i>&amp;</i></p>')
})

it('joins markup with a separator that is text', () => {
  const items = [html`<i>1</i>`, html`<i>2</i>`]
  expect(joinHtml(items, ' & ').markup).toBe('<i>1</i> &amp; <i>2</i>')
  expect(joinHtml([], '\n').markup).toBe('')
})

it('writes the escapes of a template as JavaScript reads them', () => {
  expect(html`a\n\\`.markup).toBe('a\n\\')
})

it('reads each character once', () => {
  const long = 10 ** 6
  expect(escapeHtml('<'.repeat(long))).toHaveLength(4 * long)
})
