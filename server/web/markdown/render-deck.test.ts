import { describe, expect, it } from 'vitest'
import { parseDeck } from '../../../core/deck/parse.ts'
import { renderDeck } from './render-deck.ts'

function render(lines: readonly string[], html = false): string {
  return renderDeck(parseDeck('t', 'deck.md', lines.join('\n')).value!, { html })
}
/** The content of one slide, on one line. */
function body(...lines: string[]): string {
  const inside = /^<section>\n([^]*)<\/section>\n$/.exec(render(lines))?.[1]
  return (inside ?? '').trim()
}

describe('slides', () => {
  it('nest if some are below others', () => {
    const lines = ['a', '---', 'b', '--', 'c', '---', 'd']
    const slide = (text: string) => `<section>\n<p>${text}</p>\n</section>\n`
    expect(render(lines)).toBe(
      `${slide('a')}<section>\n${slide('b')}${slide('c')}</section>\n${slide('d')}`,
    )
  })

  it('carry notes and attributes', () => {
    expect(render(['<!-- .slide: class="wide" data-x="<&>" -->', '# a', 'Note: *b*'])).toBe(
      '<section class="wide" data-x="&lt;&amp;&gt;">\n<h1>a</h1>\n' +
        '<aside class="notes">\n<p><em>b</em></p>\n</aside>\n</section>\n',
    )
  })

  it('hold a stage', () => {
    expect(body('```demo x', 'steps: a..b', 'panes: [p, q]', '```')).toBe(
      '<div class="stage" data-demo="x" data-from="a" data-to="b" data-layout="columns" data-panes="p q"></div>',
    )
    expect(body('```demo x', '```')).toBe(
      '<div class="stage" data-demo="x" data-layout="columns"></div>',
    )
  })

  it('hold tables without inline styles, and code with classes', () => {
    const table = body('| a | b |', '|:-:|--:|', '| 1 | 2 |')
    expect(table).toContain('<th class="align-center">a</th>')
    expect(table).toContain('<td class="align-right">2</td>')
    expect(table).not.toContain('style')
    expect(body('```sh', 'echo "<x>"', '```')).toBe(
      '<pre><code class="hljs language-sh"><span class="hljs-built_in">echo</span> ' +
        '<span class="hljs-string">&quot;&lt;x&gt;&quot;</span>\n</code></pre>',
    )
    expect(body('```nosuch" onclick="x', '<b>', '```')).toBe(
      '<pre><code class="hljs language-nosuch">&lt;b&gt;\n</code></pre>',
    )
    expect(body('"quotes" -- ...')).toBe('<p>&quot;quotes&quot; -- ...</p>')
  })
})

describe('an .element comment', () => {
  const fragment = '<!-- .element: class="fragment" -->'
  it.each([
    ['a paragraph', [`text ${fragment}`], '<p class="fragment">text</p>'],
    [
      'a paragraph that ends bold',
      [`a **b** ${fragment}`],
      '<p class="fragment">a <strong>b</strong></p>',
    ],
    [
      'bold that it touches',
      [`a **b**${fragment} c`],
      '<p>a <strong class="fragment">b</strong> c</p>',
    ],
    ['a heading', [`# a ${fragment}`], '<h1 class="fragment">a</h1>'],
    ['an image', [`![x](y.png) ${fragment}`], '<p><img src="y.png" alt="x" class="fragment"></p>'],
    ['an item', [`- a ${fragment}`, '- b'], '<ul>\n<li class="fragment">a</li>\n<li>b</li>\n</ul>'],
    ['a cell', ['|a|', '|-|', `|b ${fragment}|`], '<td class="fragment">b</td>'],
    ['the block before', ['a', '', fragment], '<p class="fragment">a</p>'],
    ['code before', ['```', 'x', '```', fragment], '<pre class="fragment"><code'],
    [
      'a list before',
      ['- a', '', fragment, '', 'b'],
      '<ul class="fragment">\n<li>a</li>\n</ul>\n<p>b</p>',
    ],
  ])('is about %s', (_, lines, html) => {
    expect(body(...lines)).toContain(html)
    // Passing the author's HTML on changes nothing here.
    expect(render(lines, true)).toContain(html)
    expect(body(...lines)).not.toContain('.element')
  })

  it('adds classes and data, never a style or a handler', () => {
    const comment = '<!-- .element: class="a" style="x" onclick="y" data-fragment-index="2" -->'
    expect(body(`text ${comment}`)).toBe('<p class="a" data-fragment-index="2">text</p>')
  })

  it('stays text in code', () => {
    expect(body('`<!-- .element: class="x" -->`')).toBe(
      '<p><code>&lt;!-- .element: class=&quot;x&quot; --&gt;</code></p>',
    )
  })
})

describe('a deck that is not trusted', () => {
  it('shows its HTML as text, loads no pages and runs nothing', () => {
    const html = render([
      '<!-- .slide: data-background-iframe="https://x.example" data-a="javascript:1" class="b" -->',
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '',
      '[a](javascript:alert(1)) [b](data:text/html,x) [c](https://x.example "t\\"")',
      '',
      '<svg/onload=alert(1)>',
    ])
    expect(html).toContain('<section class="b">')
    expect(html).not.toMatch(/<(script|img|svg|iframe)|href="(javascript|data)/)
    expect(html).toContain(
      '<a href="https://x.example" title="t&quot;" target="_blank" rel="noopener noreferrer">',
    )
  })

  it('leaves out comments, which are the author’s own', () => {
    expect(body('a <!-- b --> c', '', '<!-- d', 'e -->', '', 'f')).toBe('<p>a  c</p>\n<p>f</p>')
    expect(render(['a <!-- b -->'], true)).not.toContain('b')
  })

  it('passes its HTML on when it is trusted', () => {
    expect(render(['<b class="x">a</b>'], true)).toContain('<b class="x">a</b>')
  })
})
