import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { itNeeds } from '../../support/needs.ts'
import { performScript } from './perform-script.ts'

const base = mkdtempSync(join(tmpdir(), 'cuecast-matching-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const perform = (text: string, hurried = false) => performScript(base, text, hurried)
const fine = { ok: true }

describe('what the room can read, `expect` can match', () => {
  it.each([
    ['what a return goes back over', String.raw`printf 'ready\r\033[5C!\n'`, 'ready!'],
    ['what a return overwrites', String.raw`printf '10 %%\r100 %%\n'`, '/^10 %$/m'],
    [
      'lines that are drawn above others',
      String.raw`printf 'aaa: Waiting\nbbb: Waiting\n\033[2A\033[2K\raaa: Pull complete\r\033[2B'`,
      '/^aaa: Pull complete$/m',
    ],
    [
      'a text that is drawn in pieces',
      String.raw`printf '\033[3;10Hworld\033[3;3Hhello,\033[5;1H'`,
      '/hello, world/',
    ],
    ['colours in the middle of a word', String.raw`printf 'he\033[31mll\033[0mo\n'`, '/^hello$/m'],
    ['a wrapped line', String.raw`printf 'x%.0s' $(seq 100); echo end`, '/x{100}end/'],
    ['a tab', String.raw`printf 'a\tb\n'`, String.raw`/a\tb|a +b/`],
    ['wide letters', `printf '🚀 東京\\n'`, '/🚀 東京/'],
  ])('%s', async (_, run, expected) => {
    const outcomes = await perform(`
steps:
  - id: a
    run: ${JSON.stringify(run)}
    expect: ${JSON.stringify(expected)}
`)
    expect(outcomes).toMatchObject([fine])
  })

  it('but not the command line, nor what stood there before', async () => {
    const outcomes = await perform(`
steps:
  - { id: a, run: echo secret }
  - { id: b, run: "true secret", expect: secret }
`)
    expect(outcomes).toMatchObject([fine, { ok: false, why: 'expect' }])
  })
})

describe('what the room can read, `wait` can match', () => {
  it('a menu on the alternate screen, drawn in pieces', async () => {
    const menu = String.raw`printf '\033[?1049h\033[H Choose one\r\033[1B> yes'; read -r x; printf '\033[?1049l'`
    const outcomes = await perform(`
steps:
  - id: a
    patience: 5s
    cues: [{ type: ${JSON.stringify(menu)} }, { key: enter }, { wait: '/Choose one/' }, { wait: '/> yes$/' }, { key: enter }, { wait: prompt }]
`)
    expect(outcomes).toMatchObject([fine])
  })

  it.each([false, true])(
    'the question of a command, and not its line (hurried: %s)',
    { timeout: 30_000 },
    async (hurried) => {
      const outcomes = await perform(
        `
steps:
  - id: a
    cues:
      - type: sleep 0.5; read -p 'name? ' n; echo "[$n]"
      - key: enter
      - wait: /name\\?/
      - type: bob
      - key: enter
      - wait: prompt
    expect: '/^\\[bob\\]$/m'
`,
        hurried,
      )
      expect(outcomes).toMatchObject([fine])
    },
  )

  it('fails at once where the program has ended, and says how', async () => {
    const [outcome] = await perform(`
steps:
  - { id: a, run: "echo taken; exit_now() { return 3; }; exit_now", until: /Serving/, patience: 20s }
`)
    expect(outcome).toMatchObject({
      ok: false,
      why: 'exit',
      status: 3,
      detail: 'it ended (exit 3) before it printed /Serving/ (demo.yaml:3:76)',
    })
  })
})

describe('what is awaited of a program that has failed', () => {
  it('ends the step at once', async () => {
    const [outcome] = await perform(`
steps:
  - id: a
    patience: 20s
    cues: [{ type: cat /nope }, { key: enter }, { wait: never printed }, { key: enter }]
`)
    expect(outcome).toMatchObject({
      why: 'exit',
      status: 1,
      detail: 'it ended (exit 1) before it printed /never printed/ (demo.yaml:5:57)',
    })
  })

  it('may come later from a job in the background', async () => {
    const outcomes = await perform(`
steps:
  - id: a
    cues: [{ type: "(sleep 1; echo later) &" }, { key: enter }, { wait: later }, { wait: prompt }]
`)
    expect(outcomes).toMatchObject([fine])
  })
})

describe.each(['bash', 'zsh', 'fish'])('several lines in %s', (shell) => {
  const itHas = itNeeds(...(shell === 'bash' ? [] : [shell]))
  const loop = shell === 'fish' ? ['for n in 1 2', 'echo n$n', 'end'] : ['for n in 1 2; do', 'echo n$n', 'done']
  itHas('are entered as the shell asks for them', async () => {
    const outcomes = await perform(`
panes: { main: { shell: ${shell} } }
steps:
  - id: a
    run: |
${loop.map((line) => `      ${line}\n`).join('')}
    expect: /^n1\\nn2$/m
  - { id: b, run: "echo 'one\\ntwo'", exit: [] }
`)
    expect(outcomes[0]).toMatchObject(fine)
  })
})

describe('the prompt of a program', { timeout: 60_000 }, () => {
  // Each line is entered at a prompt that the pattern matches already.
  const repl = (program: string, prompt: string, lines: readonly string[]) => `
steps:
  - { id: open, run: ${JSON.stringify(program)}, until: ${JSON.stringify(prompt)}, patience: 20s }
  - id: lines
    patience: 20s
    cues:
${lines.map((line) => `      - type: ${JSON.stringify(line)}\n      - key: enter\n      - wait: ${prompt}\n`).join('')}
    expect: '/^done$/m'
  - id: leave
    cues: [{ key: ctrl-d }, { wait: prompt }]
`
  it.each([false, true])('is waited for until it comes again (hurried: %s)', async (hurried) => {
    const slow = 'import time; time.sleep(1); print("do" + "ne")'
    const outcomes = await perform(repl('python3 -q', '/>>> /', ['1 + 1', slow]), hurried)
    expect(outcomes).toMatchObject([fine, fine, fine])
    // What it waited for is the end of the slow line.
    expect(outcomes[1]!.duration).toBeGreaterThan(900)
  })
})

describe('a program over several steps', { timeout: 60_000 }, () => {
  itNeeds('vim')('is typed into like by a person, also when hurried', async () => {
    for (const hurried of [false, true]) {
      const outcomes = await perform(
        `
steps:
  - id: open
    cues: [{ type: "rm -f notes; vim -u NONE -n notes" }, { key: enter }, { wait: /New/ }]
  - id: edit
    cues: [{ type: iHello }, { key: esc }, { type: oWorld }, { key: esc }, { wait: /World/ }]
  - id: save
    cues: [{ type: ":wq" }, { key: enter }, { wait: prompt }]
  - id: proof
    run: cat notes
    expect: /^Hello\\nWorld$/m
`,
        hurried,
      )
      expect(outcomes).toMatchObject([fine, fine, fine, fine])
    }
  })

  it('keeps the shell: what was set there before it is there after it', async () => {
    const outcomes = await perform(`
steps:
  - { id: a, run: "where=here; cat", until: '/^$/' }
  - id: b
    cues: [{ type: hello }, { key: enter }, { wait: /hello/ }]
  - id: c
    cues: [{ key: ctrl-d }, { wait: prompt }]
  - { id: d, run: echo $where, expect: here }
`)
    expect(outcomes).toMatchObject([fine, fine, fine, fine])
  })
})
