import { describe, expect, it } from 'vitest'
import { readHtmlDeck, sectionsOf } from './read-html-deck.ts'

const read = (...lines: string[]) => readHtmlDeck('deck', lines.join('\n'))
const demos = (...lines: string[]) => read(...lines).stages.map(({ demo }) => demo)

describe('a demo on a slide', () => {
  it.each([
    ['in double quotes', '<div class="stage" data-demo="welcome"></div>'],
    ['in single quotes', "<div data-demo='welcome'></div>"],
    ['without quotes', '<div data-demo=welcome></div>'],
    ['with spaces around the sign', '<div data-demo = "welcome"></div>'],
    ['in capital letters', '<DIV DATA-DEMO="welcome"></DIV>'],
    ['behind a bracket in another value', '<div title="a > b" data-demo="welcome"></div>'],
    ['behind a tag in another value', '<div title="<p data-demo=no>" data-demo="welcome"></div>'],
    ['written with entities', '<div data-demo="wel&#99;ome"></div>'],
    ['of two the first, as in a browser', '<div data-demo="welcome" data-demo="no"></div>'],
    ['over several lines', '<div\n  class="stage"\n  data-demo="welcome"\n></div>'],
    ['on an element with a dash', '<my-stage data-demo="welcome"></my-stage>'],
    ['in a drawing with a style of its own', '<svg><style><g data-demo="welcome"></style></svg>'],
  ])('is found %s', (_, markup) => {
    expect(demos(`<section>${markup}</section>`)).toEqual(['welcome'])
  })

  it.each([
    ['a comment', '<!-- <div data-demo="no"></div> -->'],
    ['a comment that has no end', '<!-- <div data-demo="no"></div>'],
    ['a script', '<script>"<div data-demo=no>"</script>'],
    ['a style', '<style>/* <div data-demo="no"> */</style>'],
    ['a text field', '<textarea><div data-demo="no"></textarea>'],
    ['the title', '<title><div data-demo="no"></title>'],
    ['code that is shown', '<code>&lt;div data-demo="no"&gt;</code>'],
    ['a value', '<div title=\'<p data-demo="no">\'></div>'],
    ['an end tag', '</div data-demo="no">'],
    ['another name', '<div xdata-demo="no" data-demos="no"></div>'],
  ])('is ignored in %s', (_, markup) => {
    expect(demos(`<section>${markup}</section>`)).toEqual([])
  })

  it('is ignored in a tag without an end', () => {
    expect(demos('<section><div data-demo="no"')).toEqual([])
  })

  it("reports the line and column of its tag, and the length of the tag's first line", () => {
    const { stages } = read('<section>', '  é<div', '    data-demo="one"></div><p data-demo=two>')
    expect(stages.map(({ place }) => place)).toEqual([
      { line: 2, column: 4, length: 4 },
      { line: 3, column: 27, length: 17 },
    ])
  })

  it('has its steps, panes and layout', () => {
    const [stage] = read(
      "<div data-demo=d data-from='a' data-to=b data-panes=' p  q ' data-layout=rows></div>",
    ).stages
    expect(stage).toMatchObject({ from: 'a', to: 'b', panes: ['p', 'q'], layout: 'rows' })
  })
})

describe('the slides', () => {
  it.each([
    [2, '<section>a</section><section>b</section>'],
    [3, '<section><section>a</section><section>b</section></section><section>c</section>'],
    [1, '<section title="</section><section>">a</section>'],
    [1, '<section><code>&lt;section&gt;</code></section>'],
    [1, '<section>a<!-- </section><section> --></section>'],
    [1, '<section>a<script>"</section><section>"</script></section>'],
    [1, '<SECTION>a</SECTION >'],
    [0, '<sectional>a</sectional>'],
  ])('are %i in %s', (count, markup) => expect(read(markup).slides).toBe(count))

  it('are different for demos between which a section begins or ends', () => {
    const one = '<i data-demo="x"></i>'
    const { stages } = read(
      `<section><section>${one}${one}<!-- </section> --></section><section>${one}</section></section>`,
    )
    const [first, second, third] = stages.map(({ slide }) => slide)
    expect(first).toBe(second)
    expect(second).not.toBe(third)
  })
})

describe('the title', () => {
  it.each([
    ['that of the page', '<title>A &amp; B</title><h1>C</h1>', 'A & B'],
    ['the first heading', '<section><h2>My <i>deck</i>\n</h2><h1>C</h1></section>', 'My deck'],
    ['not one in a comment', '<!-- <h1>no</h1> --><h1>yes</h1>', 'yes'],
    ['the name of the deck, where it is empty', '<title> </title>', 'deck'],
    ['the name of the deck, where it has no end', '<h1>a', 'deck'],
  ])('is %s', (_, markup, title) => expect(read(markup).deck?.title).toBe(title))
})

describe('the content of a stage', () => {
  it.each([
    ['<html><script>x()</script><section>a</section>b</html>', '<section>a</section>'],
    ['<section>a</section>\n<p>b</p><SECTION id="c">d</SECTION >e', undefined],
    ['<!-- <section>no</section> --><section>a</section>', '<section>a</section>'],
    ['<section>a</section><!-- </section> -->', '<section>a</section>'],
    ['<section>a</section><script>"</section>"</script>', '<section>a</section>'],
    ['<p title="<section>">a</p>', ''],
    ['</section>a', ''],
    ['<section>a', ''],
  ])('is the sections of %s', (markup, sections = markup.slice(0, -1)) =>
    expect(sectionsOf(markup)).toBe(sections),
  )
})
