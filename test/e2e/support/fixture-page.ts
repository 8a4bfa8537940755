import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundles } from './fixture-take.ts'

const stage = (demo: string, from = '', to = '', layout = '') =>
  `<div class="stage" data-demo="${demo}" data-from="${from}" data-to="${to}" data-layout="${layout}"></div>`

/** A slide of every kind, in the markup that the server and the export write. */
export const SLIDES = {
  title: '<h1>Slides whose terminals are alive</h1><p>A talk about containers, told twice</p>',
  statement: '<h2>A container is a process that was told a story.</h2>',
  bullets: `<h2>What a runtime does</h2><ul><li>unpacks a <strong>root file system</strong></li>
    <li>makes namespaces, and <em>only then</em> starts the program</li><li>sets limits with
    <code>cgroups</code><ul><li>memory, processes, CPU</li></ul></li><li class="fragment">waits, and
    reports an exit status</li></ul><aside class="notes">Ask who has used runc.</aside>`,
  code: `<h2>config.json</h2><pre><code class="hljs language-json"><span class="hljs-punctuation">{</span>
  <span class="hljs-attr">"ociVersion"</span>: <span class="hljs-string">"1.2.0"</span>,
  <span class="hljs-attr">"process"</span>: { <span class="hljs-attr">"terminal"</span>: <span class="hljs-literal">true</span> },
  <span class="hljs-attr">"linux"</span>: {
    <span class="hljs-attr">"resources"</span>: { <span class="hljs-attr">"memory"</span>: { <span class="hljs-attr">"limit"</span>: <span class="hljs-number">16777216</span> } }
  }
}
</code></pre><p>What <code>-m 16m</code> became.</p>`,
  table: `<h2>Four machines</h2><table><thead><tr><th>platform</th><th>answers</th><th>since</th></tr></thead>
    <tbody><tr><td>linux/amd64</td><td>x86_64</td><td>2003</td></tr><tr><td>linux/arm64</td><td>aarch64</td><td>2011</td></tr>
    <tr><td>linux/ppc64le</td><td>ppc64le</td><td>2013</td></tr><tr><td>linux/s390x</td><td>s390x</td><td>2000</td></tr></tbody></table>`,
  image: `<h2>How they hang together</h2><p><svg viewBox="0 0 800 300" role="img" aria-label="docker, containerd, runc">
    <g fill="none" stroke="currentColor" stroke-width="3"><rect x="10" y="90" width="200" height="120" rx="12"/>
    <rect x="300" y="90" width="200" height="120" rx="12"/><rect x="590" y="90" width="200" height="120" rx="12"/>
    <path d="M210 150h90M500 150h90"/></g><g fill="currentColor" font-size="30" text-anchor="middle">
    <text x="110" y="160">docker</text><text x="400" y="160">containerd</text><text x="690" y="160">runc</text></g></svg></p>`,
  one: `<h2>A shell</h2>${stage('one', '', '', 'single')}`,
  two: `<h2>docker run and runc run</h2>${stage('two', 'hello', 'layers', 'columns')}`,
  four: stage('four'),
} as const

/** The slides as the server writes them. */
export const sections = () =>
  Object.values(SLIDES)
    .map((slide) => `<section>${slide}</section>`)
    .join('\n')

/**
 * The policy of a served page (server/web/http/security-headers.ts), with `file:` instead of
 * `'self'`.
 */
const POLICY = `default-src 'none'; script-src 'nonce-look'; style-src file: 'nonce-look'; img-src data:; font-src file:`

/** Writes the page into `dir`, with the offline build beside it, and returns its address. */
export function writePage(dir: string, theme: 'dark' | 'light', strict = false): string {
  mkdirSync(dir, { recursive: true })
  cpSync(join(import.meta.dirname, '../../../dist/offline'), dir, { recursive: true })
  const data = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c')
  const page = { page: 'deck', deck: 'look', title: 'Look', demos: Object.keys(bundles) }
  const html = `<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" content="look">
${strict ? `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` : ''}
<title>Look</title>
<link rel="stylesheet" href="offline.css">
</head>
<body>
<div class="reveal"><div class="slides">
${sections()}
</div></div>
<script type="application/json" id="cuecast-page">${data(page)}</script>
${Object.entries(bundles)
  .map(([name, b]) => `<script type="application/json" data-demo="${name}">${data(b)}</script>`)
  .join('\n')}
<script src="offline.js" nonce="look"></script>
</body>
</html>
`
  const file = join(dir, `${theme}${strict ? '-strict' : ''}.html`)
  writeFileSync(file, html)
  return pathToFileURL(file).href
}
