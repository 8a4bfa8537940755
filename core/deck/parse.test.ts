import { describe, expect, it } from 'vitest'
import type { Slide } from './model.ts'
import { parseDeck } from './parse.ts'
import { showProblem } from '../base/problem.ts'

const read = (...lines: string[]) => parseDeck('talk', 'deck.md', lines.join('\n'))
const slides = (...lines: string[]): readonly Slide[] => {
  const { value, problems } = read(...lines)
  expect(problems).toEqual([])
  return value!.slides
}
const shown = (...lines: string[]) =>
  read(...lines).problems.map((problem) => showProblem(problem, lines.join('\n')))
/** Each slide as the line on which it begins, v for a slide below, and its first line of text. */
const outline = (...lines: string[]) =>
  slides(...lines).map(({ line, below, blocks }) => {
    const first = blocks[0]
    const text = first?.type === 'markdown' ? first.text.trim().split('\n')[0] : first?.type
    return `${line}${below ? 'v' : ''} ${text ?? '-'}`
  })

describe('front matter', () => {
  it('says what the talk is', () => {
    const { value, problems } = read(
      '---',
      'title: Inside containers',
      'author: Someone',
      'event: A meetup',
      'date: 2026-11-03',
      'duration: 45m',
      'theme: light',
      'lang: pt-BR',
      '---',
      '# One',
    )
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      name: 'talk',
      title: 'Inside containers',
      author: 'Someone',
      event: 'A meetup',
      date: '2026-11-03',
      duration: 45 * 60_000,
      theme: 'light',
      lang: 'pt-BR',
      slides: [{ line: 10 }],
    })
  })

  it('may be absent or empty; then the title is the first heading, or the name', () => {
    expect(read('', '## Hello *you* ##').value).toMatchObject({
      title: 'Hello *you*',
      theme: 'dark',
      lang: 'en',
    })
    expect(read('---', '---', 'text').value).toMatchObject({ title: 'talk' })
    expect(read('').value).toMatchObject({ title: 'talk', slides: [{ line: 1, blocks: [] }] })
  })

  it('is checked', () => {
    expect(shown('---', 'titel: x', 'date: 5', 'duration: 45', 'theme: blue', '---')).toEqual([
      'deck.md:2:1: unknown key `titel`\n  2 | titel: x\n    | ^^^^^\n  hint: did you mean `title`?',
      'deck.md:3:7: `date` must be a text, not `5`\n  3 | date: 5\n    |       ^\n  hint: put it in quotes: "5"',
      'deck.md:4:11: `duration` must be a number of minutes such as 45m, not `45`\n  4 | duration: 45\n    |           ^^',
      'deck.md:5:8: `theme` must be dark or light, not `blue`\n  5 | theme: blue\n    |        ^^^^',
    ])
    expect(shown('---', 'title: x', '# One')).toEqual([
      'deck.md:1:1: the front matter does not end\n  1 | ---\n    | ^^^\n  hint: close it with a line --- of its own',
    ])
    expect(shown('---', 'title: a: b', '---')[0]).toContain('deck.md:2:8: a second `: `')
  })
})

describe('slides', () => {
  it('begin at --- and, below, at --', () => {
    const lines = ['# a', '', '---', 'b', '--', 'c', '---  ', 'd', '----', '- --', ' ---']
    expect(outline(...lines)).toEqual(['1 # a', '4 b', '6v c', '8 d'])
  })

  it.each([
    ['a fence', ['```', '---', '--', '```']],
    ['a longer fence', ['````md', '```', '---', '```', '---', '````']],
    ['a fence of tildes', ['~~~ yaml', '---', '```', '---', '~~~~']],
    ['an indented fence', ['1. x', '', '   ```', '---', '   ```']],
    ['a comment', ['<!-- one', '---', '-->']],
    ['a table', ['| a |', '---', '| b |']],
  ])('are not cut inside %s', (_, lines) => {
    expect(outline('a', ...lines, '---', 'b')).toEqual(['1 a', `${lines.length + 3} b`])
  })

  it('are cut after inline code, an inline comment, and front matter', () => {
    expect(outline('---', 'title: x', '---', 'a ```x``` <!-- c -->', '---', 'b')).toEqual([
      '4 a ```x``` <!-- c -->',
      '6 b',
    ])
    expect(outline('a', '<!-- c -->', '---', 'b')).toEqual(['1 a', '4 b'])
    expect(outline('a', '``` not `a` fence', '---', 'b')).toEqual(['1 a', '4 b'])
  })

  it('have notes, which do not begin inside a fence', () => {
    const [first, second] = slides('a', 'Note: say', 'this', 'Note: too', '---', 'notes:', 'b')
    expect(first!.notes).toBe('say\nthis\nNote: too')
    expect(second!.notes).toBe('b')
    expect(slides('```', 'Note: code', '```')[0]!.notes).toBeUndefined()
    expect(slides('Notebook')[0]!.notes).toBeUndefined()
  })

  it('have attributes, but neither style nor handlers', () => {
    const lines = ['<!-- .slide: class="wide" data-x="1" -->', 'a', '<!-- .slide: id=b -->']
    const [slide] = slides(...lines)
    expect(slide!.attributes).toEqual({ class: 'wide', 'data-x': '1', id: 'b' })
    expect(slide!.blocks).toEqual([{ type: 'markdown', text: 'a' }])
    expect(shown('<!-- .slide: style="x" onclick="y" -->').join()).toMatch(/`style`[^]*`onclick`/)
    expect(slides('```', lines[0]!, '```')[0]!.attributes).toEqual({})
  })

  it('say where a fence or comment was left open', () => {
    expect(shown('a', '```sh', '---')).toEqual([
      'deck.md:2:1: this code fence does not end\n  2 | ```sh\n    | ^^^^^\n  hint: close it with a line ```',
    ])
    expect(shown('<!-- a', '---')[0]).toContain('deck.md:1:1: this comment does not end')
  })

  it('may have Windows line ends and a byte order mark', () => {
    const { value } = parseDeck('t', 'f', '\uFEFF---\r\ntitle: x\r\n---\r\na\r\n---\r\nb')
    expect(value).toMatchObject({ title: 'x', slides: [{ line: 4 }, { line: 6 }] })
  })
})

describe('a demo on a slide', () => {
  it('has steps, a layout and panes', () => {
    const lines = ['before', '```demo docker-vs-runc', 'steps: hello..limits', 'layout: grid']
    const [slide] = slides(...lines, 'panes: [docker, runc]', '```', 'after')
    expect(slide!.blocks).toEqual([
      { type: 'markdown', text: 'before' },
      {
        type: 'stage',
        demo: 'docker-vs-runc',
        from: 'hello',
        to: 'limits',
        layout: 'grid',
        panes: ['docker', 'runc'],
        place: { line: 2, column: 9, length: 14 },
        stepsPlace: { line: 3, column: 8, length: 13 },
        panesPlace: { line: 5, column: 1, length: 5 },
      },
      { type: 'markdown', text: 'after' },
    ])
  })

  it('needs no options, and a single step is a range', () => {
    const stage = (...lines: string[]) => slides(...lines)[0]!.blocks[0]
    expect(stage('~~~ demo x', '~~~')).toMatchObject({ demo: 'x', layout: 'columns' })
    expect(stage('```demo x', 'steps: a', '```')).toMatchObject({ from: 'a', to: 'a' })
  })

  it('is code inside a longer fence', () => {
    expect(slides('````', '```demo x', '```', '````')[0]!.blocks).toHaveLength(1)
  })

  it('is checked', () => {
    const hint = 'hint: for example hello, or hello..limits'
    expect(shown('```demo x', 'stpes: a', 'layout: row', 'panes: a', '```')).toEqual([
      'deck.md:2:1: unknown key `stpes`\n  2 | stpes: a\n    | ^^^^^\n  hint: did you mean `steps`?',
      'deck.md:3:9: `layout` must be one of columns, rows, grid, single, not `row`\n  3 | layout: row\n    |         ^^^',
      'deck.md:4:8: `panes` must be a list of panes, not `a`\n  4 | panes: a\n    |        ^',
    ])
    for (const range of ['a..', '..b', 'a..b..c', 'A..b', 'a...b', 'a to b'])
      expect(shown('```demo x', `steps: ${range}`, '```')[0]).toContain(hint)
    expect(shown('```demo', '```')[0]).toContain('deck.md:1:1: which demo?')
    expect(shown('```demo ../x', '```')[0]).toContain('deck.md:1:9: `../x` cannot name a demo')
    expect(shown('a', 'Note: b', '```demo x', '```')[0]).toContain('3:1: a demo cannot stand in')
  })
})
