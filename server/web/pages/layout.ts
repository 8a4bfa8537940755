import { html, joinHtml, trustedHtml, type Html } from '../../base/html.ts'

/**
 * A value as JSON inside `<script>`. It contains no `<`, so neither `</script>` nor `<!--` can end
 * or change it. U+2028 and U+2029 are escaped because older JavaScript parsers take them for line
 * ends.
 */
function scriptJson(value: unknown): Html {
  const json = JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return trustedHtml(json)
}

/** Data inside a page, which its program finds by an attribute: an id, or the name of a demo. */
export function dataScript(
  mark: { readonly id: string } | { readonly demo: string },
  data: unknown,
  nonce: string,
): Html {
  const attribute = 'id' in mark ? html`id="${mark.id}"` : html`data-demo="${mark.demo}"`
  return html`<script type="application/json" ${attribute} nonce="${nonce}">${scriptJson(data)}</script>`
}

/** The parts of every page that a server sends. */
export interface PageParts {
  readonly title: string
  readonly lang: string
  readonly theme: string
  readonly nonce: string
  /** The name of the folder whose decks these are. Absent: the page does not show it. */
  readonly project?: string
  /** Addresses of module scripts. */
  readonly scripts: readonly string[]
  /**
   * The modules that the scripts import, and the data that they fetch at once: the page asks for
   * them early.
   */
  readonly imports: readonly string[]
  readonly data?: readonly string[]
  readonly styles: readonly string[]
  /** The content of `<meta name="viewport">`; by default the page is as wide as the screen. */
  readonly viewport?: string
  readonly body: Html
}

/** A whole page as text: the head that all pages share, and the body of this one. */
export function renderPage(page: PageParts): string {
  const { nonce, project, data = [], viewport = 'width=device-width, initial-scale=1' } = page
  const links = [
    ...page.styles.map((href) => html`<link rel="stylesheet" href="${href}" nonce="${nonce}">`),
    ...page.imports.map((href) => html`<link rel="modulepreload" href="${href}" nonce="${nonce}">`),
    ...data.map((href) => html`<link rel="preload" as="fetch" crossorigin href="${href}">`),
  ]
  const scripts = page.scripts.map(
    (src) => html`<script type="module" src="${src}" nonce="${nonce}"></script>`,
  )
  const owner =
    project === undefined ? null : html`<meta name="cuecast-project" content="${project}">\n`
  return html`<!doctype html>
<html lang="${page.lang}" data-theme="${page.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="${viewport}">
<meta name="csp-nonce" property="csp-nonce" content="${nonce}" nonce="${nonce}">
${owner}<title>${page.title}</title>
<link rel="icon" href="data:,">
${joinHtml(links, '\n')}
</head>
<body>
${page.body}
${joinHtml(scripts, '\n')}
</body>
</html>
`.markup
}

/** Problems of an author's files, shown on the page where the author looks. */
export function problemNote(problems: readonly string[]): Html | null {
  if (problems.length === 0) return null
  return html`<aside class="problems" role="note">${problemItems(problems)}</aside>`
}

export function problemItems(problems: readonly string[]): Html {
  return html`<ul>${problems.map((problem) => html`<li><pre>${problem}</pre></li>`)}</ul>`
}
