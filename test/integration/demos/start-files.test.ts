import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createMachineAdapter } from '../../../server/demo/machine-adapter.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'
import { itNeeds } from '../../support/needs.ts'

/**
 * Each test has a HOME of its own with a demo in it, so that no start files of this machine are
 * read.
 */
let home: string
let folder: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-start-')))
  folder = join(home, 'demo')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  vi.stubEnv('HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

const FILES = ['.bashrc', '.bash_profile', '.profile', '.zshenv', '.zshrc', '.zprofile']
/** Writes this text into all files that shells read in a home. */
function says(text: string): void {
  for (const file of FILES) writeFileSync(join(home, file), `${text}\n`)
}
/** Writes a program of the demo, which comes first on its PATH. */
function standIn(name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
}
/** An `ssh` that only starts a login shell with its start file. */
const SSH = `for last; do :; done
exec bash -c '. "$HOME/.bashrc"; eval "$1"' bash "$last"`

/** Performs the only step of a demo with this pane. Returns its outcome and the screen. */
async function perform(pane: string, env = '') {
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`
  const text = `title: t
env: { PATH: "${path}", ${env} }
panes: { main: ${pane} }
steps:
  - id: where
    run: 'echo "in $PWD $ENV"; false; echo status $?'
    expect: status 1
`
  const { value: demo, problems } = parseDemo('demo', 'demo.yaml', text)
  expect(problems).toEqual([])
  const run = openRun(join(home, 'runs'))
  if (!demo || !run.ok) throw new Error('the demo cannot be read, or has no place to run')
  const hands = createMachineAdapter({
    demo, folder, run: run.value, clock: systemClock, random: seeded(1),
    complain: (what) => expect.fail(what),
  })
  const world = createDemoRuntime(demo, hands, () => undefined)
  try {
    const performance = world.perform('where', ['main'], () => {}).get('main')
    const outcome = await performance?.done
    const { screen } = world.terminal('main')?.snapshot() ?? { screen: '' }
    return { outcome, screen: JSON.stringify(screen) }
  } finally {
    await world.close()
    run.value.stop()
  }
}

const HOSTILE = {
  'makes the prompt read-only': `readonly PS1='mine> ' PROMPT_COMMAND='echo mine'`,
  'debugs every command': `shopt -s extdebug 2> /dev/null; trap 'echo debugged' DEBUG`,
  'is strict, for children too': `set -eu; export SHELLOPTS BASHOPTS 2> /dev/null`,
  'names a file for scripts': `export BASH_ENV="$HOME/.bashrc" ENV="$HOME/.bashrc"`,
  'prints a lot': `i=0; while [ $i -lt 3000 ]; do echo chatter; i=$((i+1)); done`,
  'goes elsewhere': 'cd /',
  'has a prompt of two lines in colours': `export PS1=$'\\\\e[31mmine\\n> \\\\e[0m'`,
}
/** Start files that keep every shell from its prompt. */
const STUCK = {
  'asks a question': 'read -r answer',
  'becomes another program': 'exec cat',
}

describe('a step runs live with any start file', () => {
  it.each(Object.entries({ ...HOSTILE, ...STUCK, ends: 'exit 3' }))(
    'in bash, which reads none: one that %s',
    async (_, text) => {
      says(text)
      // The demo may set a variable that also starts bash.
      const env = `BASH_ENV: ${join(home, '.bashrc')}, ENV: production`
      const { outcome, screen } = await perform('{ shell: bash }', env)
      expect(outcome).toMatchObject({ ok: true })
      expect(screen).toContain(`in ${folder} production`)
      expect(screen).not.toMatch(/mine|debugged|chatter/)
    },
  )

  itNeeds('zsh')('in zsh, which reads none in a home', async () => {
    says('exec cat')
    expect((await perform('{ shell: zsh }')).outcome).toMatchObject({ ok: true })
  })

  it.each(Object.entries(HOSTILE))('on another host: one that %s', async (_, text) => {
    says(text)
    standIn('ssh', SSH)
    const { outcome, screen } = await perform('{ ssh: far }')
    expect(outcome).toMatchObject({ ok: true })
    expect(screen).toContain(`in ${home} `)
    expect(screen).not.toMatch(/mine|debugged|chatter/)
  })
})

describe('the badge names the files to look at if a step cannot run', () => {
  const far =
    /; look at its start files on far, such as ~\/\.bashrc, ~\/\.zshenv or ~\/\.config\/fish/
  it.each(Object.entries(STUCK))('on another host: one that %s', async (_, text) => {
    says(text)
    standIn('ssh', SSH)
    const { outcome } = await perform('{ ssh: far }')
    expect(outcome).toMatchObject({ ok: false, why: 'missing' })
    expect(outcome).toHaveProperty('detail', expect.stringMatching(far))
  })

  it('on another host: one that ends the shell', async () => {
    says('exit 3')
    standIn('ssh', SSH)
    const { outcome } = await perform('{ ssh: far }')
    expect(outcome).toHaveProperty('detail', expect.stringMatching(/^the shell ended before/))
    expect(outcome).toHaveProperty('detail', expect.stringMatching(far))
  })

  itNeeds('zsh')('in zsh, where the machine sends it to other files than ours', async () => {
    says('PS1="mine> "')
    const zsh = execFileSync('sh', ['-c', 'command -v zsh'], { encoding: 'utf8' }).trim()
    standIn('zsh', `ZDOTDIR=$HOME exec ${zsh} "$@"`)
    expect((await perform('{ shell: zsh }')).outcome).toEqual({
      ok: false, why: 'missing',
      detail:
        'the shell did not come to its prompt; look at its start files, /etc/zshenv or /etc/zsh/zshenv',
    })
  })
})
