import { describe, expect, it } from 'vitest'
import { publicDemo } from './model.ts'
import { parseDemo } from './parse.ts'

const parse = (text: string) => parseDemo('d', 'demo.yaml', text)
const problems = (text: string) =>
  parse(text).problems.map(({ line, column, message, hint }) => [
    `${line}:${column}`,
    message,
    hint,
  ])
const insides = (text: string) => {
  const { value, problems } = parse(text)
  expect(problems).toEqual([])
  return publicDemo(value!).steps.map(({ inside = [] }) => inside.join())
}

const SERVER = `
panes: { server: {}, client: {} }
steps:
  - { id: start, in: server, run: python3 -m http.server, until: /Serving HTTP/ }
  - { id: get, in: client, run: curl -s localhost:8000 }
  - { id: stop, in: server, cues: [{ key: ctrl-c }, { wait: prompt }] }
  - { id: again, in: server, run: ls }
`
const edit = (...steps: string[]) =>
  `steps:\n${steps.map((cues, n) => `  - { id: s${n}, cues: [${cues}] }`).join('\n')}\n`

describe('where a part begins', () => {
  it('is the program that `until` left running, in its pane alone', () => {
    expect(insides(SERVER)).toEqual(['', '', 'server', ''])
    const { steps } = parse(SERVER).value!
    const start = steps[0]!.parts.get('server')!
    expect(start.cues.at(-1)).toMatchObject({ type: 'wait', for: { source: 'Serving HTTP' } })
    expect([start.runsOn, start.exit]).toEqual([true, []])
    expect([...steps[2]!.parts.values()][0]!.inside).toBe('program')
  })

  it.each([
    ['a pattern leaves its program', '{type: vim}, {key: enter}, {wait: /lines/}', 'program'],
    ['and so after a pause', '{type: vim}, {key: enter}, {wait: /l/}, {pause: 1s}', 'program'],
    ['a prompt does not', '{type: ls}, {key: enter}, {wait: /a/}, {wait: prompt}', undefined],
    ['a key that nothing waits for is open', '{type: ls}, {key: enter}', 'open'],
    ['half a line is open', '{type: ls}, {key: enter}, {wait: prompt}, {type: l}', 'open'],
    ['a line of a command is open', '{type: "if :"}, {key: enter}, {wait: line}', 'open'],
    ['who only looks leaves the prompt', '{pause: 1s}', undefined],
  ])('%s', (_, cues, inside) => {
    const { value, problems } = parse(edit(cues, '{type: x}, {key: enter}'))
    expect(problems).toEqual([])
    expect(value!.steps[1]!.parts.get('main')!.inside).toBe(inside)
  })

  it('goes on over several steps, until one waits for the prompt', () => {
    const open = '{type: vim}, {key: enter}, {wait: /lines/}'
    const text = edit(
      open,
      '{type: iHi}',
      '{pause: 1s}',
      '{type: ":q"}, {key: enter}, {wait: prompt}',
      '{type: ls}',
    )
    expect(insides(text)).toEqual(['', 'main', 'main', 'main', ''])
  })

  it('is the prompt for a `run` after a key that nothing waited for', () => {
    const text = `steps:\n  - { id: a, cues: [{ type: ls }, { key: enter }] }\n  - { id: b, run: pwd }\n`
    expect(insides(text)).toEqual(['', ''])
  })

  it('is no place for a `run` while a program runs', () => {
    expect(
      problems(SERVER.replace('cues: [{ key: ctrl-c }, { wait: prompt }]', 'run: ls')),
    ).toEqual([
      [
        '6:34',
        'a command begins at the prompt, but the step `start` leaves a program running here',
        'type into it with `cues`, or end it first: - key: ctrl-c and - wait: prompt',
      ],
    ])
  })

  it('may lead to a prompt by itself, but not from a prompt', () => {
    const wait = edit('{wait: prompt}')
    expect(problems(wait)).toEqual([
      [
        '2:29',
        'nothing was entered before this, so no prompt will follow',
        'put `- key: enter` before it',
      ],
    ])
    expect(insides(edit('{type: make}, {key: enter}, {wait: /cc/}', '{wait: prompt}'))).toEqual([
      '',
      'main',
    ])
    expect(
      insides(edit('{type: less x}, {key: enter}, {wait: /x/}', '{type: q}, {wait: prompt}')),
    ).toEqual(['', 'main'])
  })
})

describe('until', () => {
  it('has no exit status beside it', () => {
    const text = `steps:\n  - { id: a, run: top, until: /load/, exit: 0 }\n`
    expect(problems(text)).toEqual([
      [
        '2:45',
        'a program that runs on after `until` has no exit status in this step',
        'remove `exit`, or put it on the step that ends the program',
      ],
    ])
  })

  it('may be one for each pane, and ends cues too', () => {
    const text = `
panes: { a: {}, b: {} }
steps:
  - { id: s, run: { a: top, b: ls }, until: { a: /load/ } }
  - { id: t, in: b, cues: [{ type: psql }, { key: enter }], until: '/=> $/' }
  - { id: u, in: b, cues: [{ type: select 1; }, { key: enter }] }
`
    expect(insides(text)).toEqual(['', '', 'b'])
    const { steps } = parse(text).value!
    expect(
      [...steps[0]!.parts.values()].map(({ exit, cues }) => [exit, cues.at(-1)]),
    ).toMatchObject([
      [[], { for: { source: 'load' } }],
      [[0], { for: 'prompt' }],
    ])
  })
})
