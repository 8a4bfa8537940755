import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { itNeeds } from '../../../test/support/needs.ts'
import { bashRc, quote, zshRc } from './rc.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-rc-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const nonce = 'n'

/** Lines that distributions and administrators put into files that every shell reads. */
const MACHINE = `
alias ls='echo ALIAS'
machine() { echo FUNCTION; }
PS1='mine> '
PS2='mine2> '
PS4='mine4> '
HISTFILE=${folder}/history
MAIL=/var/mail/me
TMOUT=900
`

describe('the settings of the machine are undone', () => {
  test('in bash', () => {
    const rc = join(folder, 'bashrc')
    const prelude = `${MACHINE}
PROMPT_COMMAND='echo PROMPTED'
shopt -s extdebug
trap : DEBUG
command_not_found_handle() { echo SUGGESTION; }
complete -W 'x y' git
`
    writeFileSync(rc, bashRc({ nonce, prelude }))
    const ask =
      'alias; declare -F; trap -p; complete -p; echo "$PROMPT_COMMAND|$HISTFILE|$MAIL|$TMOUT|$PS4"'
    const text = execFileSync('bash', ['--posix', '-i', '-c', ask], {
      env: { ...process.env, ENV: rc },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(text).toBe('set +e; unset PROMPT_COMMAND||||+ \n')
  })

  itNeeds('zsh')('in zsh', () => {
    const prelude = `${MACHINE}
precmd_functions=(machine) preexec_functions=(machine)
RPS1=right
`
    writeFileSync(join(folder, '.zshrc'), zshRc({ nonce, prelude }))
    const ask =
      'alias; print -l ${(k)functions}; echo "$precmd_functions|$RPS1|$HISTFILE|$MAIL|$TMOUT"'
    const text = execFileSync('zsh', ['-d', '-i', '-c', ask], {
      encoding: 'utf8',
      env: { ...process.env, ZDOTDIR: folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(text.trimEnd().split('\n').sort()).toEqual(['__cuecast_ask', '||||'])
  })
})

test('options that would end a shell at the first mistake are undone', () => {
  const rc = join(folder, 'strictrc')
  writeFileSync(rc, bashRc({ nonce, prelude: 'set -eufET' }))
  const ask = 'false; echo "$__cuecast_unknown" *; case $- in *[euxvfET]*) echo $-;; esac'
  const text = execFileSync('bash', ['--posix', '-i', '-c', ask], {
    env: { ...process.env, ENV: rc },
    encoding: 'utf8',
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  expect(text).toMatch(/^ .*strictrc.*\n$/)
})

// bash 3.2 and 4.3 have no PS0, so the marks come from a DEBUG trap there.
test('a bash without PS0 also reports once when a command was read', () => {
  const rc = join(folder, 'oldrc')
  writeFileSync(rc, bashRc({ nonce }).replace(/if \(\(BASH_VERSINFO.*\)\); then/, 'if false; then'))
  const input = 'echo one; echo two\n\nfalse\nif true; then echo three; fi\n'
  // Without a terminal the prompt is an error message.
  const text = execFileSync('bash', ['-c', 'exec bash --posix -i 2>&1'], {
    env: { ...process.env, ENV: rc },
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const marks = [
    ...text.matchAll(/\x1b\]133;([CD][^\x07]*);aid=n\x07|(?<=[\x07\n])(one|two|three)\n/g),
  ]
  expect(marks.map(([, mark, word]) => mark ?? word)).toEqual([
    'D;0',
    ...['C', 'one', 'two', 'D;0'],
    'D;0',
    ...['C', 'D;1'],
    ...['C', 'three', 'D;0'],
  ])
})

test('a quoted word is one word, whatever it contains', () => {
  const words = ['', 'a b', "it's", '"$(id)" `id` \\', '\n', "''", '*', '-n', 'ü']
  const text = execFileSync('sh', ['-c', `printf '<%s>' ${words.map(quote).join(' ')}`], {
    encoding: 'utf8',
  })
  expect(text).toBe(words.map((word) => `<${word}>`).join(''))
})
