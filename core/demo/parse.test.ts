import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseYaml, YAML_LIMIT } from '../yaml/located.ts'
import { nearest } from '../base/did-you-mean.ts'
import { readAttributes } from '../deck/attributes.ts'
import { parseDemo } from './parse.ts'

const parse = (text: string) => parseDemo('x', 'demo.yaml', text)
const messages = (text: string) => parse(text).problems.map((problem) => problem.message)

/**
 * The fixtures in test/fixtures/scripts show every problem; these tests show what a small file
 * cannot.
 */
describe('a script that nobody wrote by hand', () => {
  it('is refused beyond 1 MiB', () => {
    const { value, problems } = parse(`title: ${'x'.repeat(YAML_LIMIT.bytes)}`)
    expect(value).toBeNull()
    expect(problems).toEqual([{ file: 'demo.yaml', message: 'the file is larger than 1 MiB' }])
  })

  // Without the check before the parser, the first of these ends the process, without an exception.
  it.each([
    ['brackets', '['.repeat(20_000)],
    ['braces', '{a: '.repeat(10_000)],
    ['dashes', '- '.repeat(10_000)],
    ['question marks', '? '.repeat(10_000)],
    ['indentation', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ])('is refused when it is nested with %s', (_, text) => {
    expect(messages(text)).toEqual(['nested more than 32 levels deep'])
  })

  it('is refused with very many keys, before they are compared with each other', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('')
    expect(messages(text)).toEqual(['more than 2000 entries'])
  })

  it('is refused with more panes than a slide can show, and the first extra pane is named', () => {
    const panes = (count: number) =>
      `panes:\n${Array.from({ length: count }, (_, n) => `  p${n}: {}\n`).join('')}` +
      'steps: [{ id: one, in: p0, run: ls }]\n'
    expect(messages(panes(16))).toEqual([])
    const { value, problems } = parse(panes(200))
    expect(value?.live).toBe(false)
    expect(problems).toMatchObject([
      { line: 18, column: 3, message: 'a demo has 16 panes at most, and this one names 200' },
    ])
  })

  it('never pollutes a prototype', () => {
    parse('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\nsteps: []')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const { value } = parseYaml('f', '__proto__: {polluted: 1}')
    expect(Object.getPrototypeOf(value)).toBeNull()
  })
})

const whole = `title: a
size: 80x22
requires: [docker, {run: "docker info", why: "the engine answers"}]
setup: ./setup.sh
env: { LAB: lab }
mask: [/sha256:[0-9a-f]+/]
redact: [$TOKEN]
panes:
  docker: {}
  runc: { cwd: bundle, ssh: host }
steps:
  - id: hello
    run: { docker: a, runc: b }
    expect: { docker: /^x$/m }
    exit: { docker: 137 }
    patience: 10s
  - id: shell
    in: runc
    cues: [{ type: ls }, { key: enter }, { wait: /x/ }, { pause: 1s }]
`

describe('any text at all', { timeout: 60_000 }, () => {
  const located = (text: string) => {
    const lines = text.split('\n')
    const { value, problems } = parse(text)
    if (problems.length > 0) expect(value?.live ?? false).toBe(false)
    for (const { line = 1, column = 1, length = 1 } of problems) {
      expect(line).toBeGreaterThanOrEqual(1)
      expect(line).toBeLessThanOrEqual(lines.length)
      expect(column).toBeGreaterThanOrEqual(1)
      // The column may be one past the end, where something is missing.
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
      expect(length).toBeGreaterThanOrEqual(1)
    }
  }

  it('gives problems with places inside it, and no exception', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), located))
    const yamlish = fc.constantFrom(...'abc:-[]{}&*!|>\'"%@`#?,\n\n  \t/~$.0')
    fc.assert(fc.property(fc.string({ unit: yamlish, maxLength: 80 }), located), { numRuns: 150 })
  })

  it('also if it was made from a script', () => {
    const edit = fc.record({
      at: fc.nat(whole.length),
      drop: fc.nat(12),
      put: fc.constantFrom(
        '',
        ' ',
        '\n',
        '  ',
        ': ',
        '- ',
        '{',
        ']',
        '"',
        '&a ',
        '*a',
        '~',
        '5',
        '\t',
      ),
    })
    const mangled = fc
      .array(edit, { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce(
          (text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop),
          whole,
        ),
      )
    fc.assert(fc.property(mangled, located), { numRuns: 150 })
  })
})

it.each([
  ['titel', 'title'],
  ['onfail', 'on-fail'],
  ['hlod', 'hold'],
  ['podman', undefined],
  ['y', undefined],
])('the suggestion for %s is %s', (word, meant) => {
  expect(nearest(word, ['title', 'on-fail', 'hold', 'replay', 'x', 'docker'])).toBe(meant)
})

it('attributes are class, id and data-*, and nothing else', () => {
  expect(
    readAttributes(`class="a b" id='x' data-a=1 data-b style="x" onclick='y' src=z DATA-c="1"`),
  ).toEqual({
    values: { class: 'a b', id: 'x', 'data-a': '1', 'data-b': '' },
    refused: ['style', 'onclick', 'src', 'DATA-c'],
  })
})
