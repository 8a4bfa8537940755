/** The five characters that mean something in HTML text and in a quoted attribute. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML, in content and between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/**
 * A value as JSON inside `<script>`. No `<` is left, so neither `</script>` nor `<!--` can end or
 * change it; U+2028 and U+2029 are line ends to older JavaScript parsers.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

export interface Shell {
  readonly title: string
  readonly lang: string
  readonly theme: string
  readonly nonce: string
  /** Whose decks these are. Absent: that is nobody's business. */
  readonly project?: string
  /** Addresses of module scripts. */
  readonly scripts: readonly string[]
  /** Modules that these import, and data that they fetch at once: asked for together with them. */
  readonly imports: readonly string[]
  readonly data?: readonly string[]
  readonly styles: readonly string[]
  /** How a phone lays it out; as wide as its screen where absent. */
  readonly viewport?: string
  /** HTML that this program made; whatever came from outside in it is escaped already. */
  readonly body: string
}

/** The frame of every page. */
export function shell(page: Shell): string {
  const nonce = escapeHtml(page.nonce)
  const styles = page.styles.map(
    (href) => `<link rel="stylesheet" href="${escapeHtml(href)}" nonce="${nonce}">`,
  )
  const scripts = page.scripts.map(
    (src) => `<script type="module" src="${escapeHtml(src)}" nonce="${nonce}"></script>`,
  )
  const ahead = [
    ...page.imports.map(
      (href) => `<link rel="modulepreload" href="${escapeHtml(href)}" nonce="${nonce}">`,
    ),
    ...(page.data ?? []).map(
      (href) => `<link rel="preload" as="fetch" crossorigin href="${escapeHtml(href)}">`,
    ),
  ]
  return `<!doctype html>
<html lang="${escapeHtml(page.lang)}" data-theme="${escapeHtml(page.theme)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="${escapeHtml(page.viewport ?? 'width=device-width, initial-scale=1')}">
<meta name="csp-nonce" property="csp-nonce" content="${nonce}" nonce="${nonce}">
${page.project === undefined ? '' : `<meta name="cuecast-project" content="${escapeHtml(page.project)}">\n`}<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:,">
${[...styles, ...ahead].join('\n')}
</head>
<body>
${page.body}
${scripts.join('\n')}
</body>
</html>
`
}

/** Complaints about an author's files, readable where the author looks. */
export function problemList(problems: readonly string[]): string {
  if (problems.length === 0) return ''
  return `<aside class="problems" role="note">${problemItems(problems)}</aside>`
}

export function problemItems(problems: readonly string[]): string {
  const items = problems.map((problem) => `<li><pre>${escapeHtml(problem)}</pre></li>`)
  return `<ul>${items.join('')}</ul>`
}
