import { expect, it } from 'vitest'
import { cueSheet } from './cue-sheet.ts'
import { parseDemo } from './parse.ts'

it('has what each step types, expects and allows, and how long it may take', () => {
  const { value, problems } = parseDemo(
    'one',
    'demo.yaml',
    `
env: { TOKEN: secret-value }
panes: { left: {}, right: {} }
steps:
  - id: hello
    run: { left: echo hello, right: uname }
    expect: { left: /^hello$/m }
    patience: 10s
  - id: shell
    in: right
    cues:
      - type: sh
      - key: enter
      - wait: /\\$ $/
      - type: ps
      - key: enter
      - key: ctrl-d
    exit: 3
`,
  )
  expect(problems).toEqual([])
  const sheet = cueSheet(60_000, [value!], [], (_, text) => text)
  expect(sheet).toEqual({
    duration: 60_000,
    notes: [],
    demos: {
      one: {
        hello: {
          patience: 10_000,
          parts: {
            left: { command: 'echo hello', expect: '/^hello$/m', exit: [0] },
            right: { command: 'uname', exit: [0] },
          },
        },
        shell: { parts: { right: { command: 'sh\nps\n<ctrl-d>', exit: [3] } } },
      },
    },
  })
  // The sheet does not contain the environment.
  expect(JSON.stringify(sheet)).not.toContain('secret-value')
})
