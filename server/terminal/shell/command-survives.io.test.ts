import { describe, expect, it } from 'vitest'
import { itNeeds } from '../../../test/support/needs.ts'
import {
  runLine,
  sessionOpener,
  until,
  untilPrompt,
} from '../../../test/support/terminal/open-session.ts'
import type { Session } from '../session/session.ts'

/*
 * What people do to their shell, or their start files did. After each of these the session has to know its
 * prompt and its statuses, and nobody may see how.
 */
const sessions = sessionOpener()

/** A line for a shell, and what `echo hi` shows after it. */
type Case = readonly [name: string, line: string, shows?: string]

/** The prompts lose their marks: the shell is asked. */
const PLAIN = "PS1='> '"

const both: Case[] = [
  ['set -u', 'set -u'],
  ['another prompt', "PS1='custom> '"],
  ['a prompt of two lines', `PS1=$'over\\n> '`],
  ['another continuation prompt', "PS2='... '"],
  ['a function called printf', 'printf() { echo mine; }'],
  ['a function called builtin', 'builtin() { echo mine; }'],
  ['a function called test', 'test() { return 1; }'],
  ['an alias called printf', "alias printf='echo mine'"],
  ['vi keys', 'set -o vi'],
  ['another field separator', 'IFS=0123456789'],
  ['a prompt and a printf of its own', `${PLAIN}; printf() { echo mine; }`],
  ['a prompt and set -u', `${PLAIN}; set -u`],
  ['a prompt and set -e', `${PLAIN}; set -e`],
  ['a prompt and a field separator', `${PLAIN}; IFS=0123456789`],
  ['set -e', 'set -e'],
]

const cases: Readonly<Record<'bash' | 'zsh' | 'fish', readonly Case[]>> = {
  bash: [
    ...both,
    ['no PROMPT_COMMAND', 'unset PROMPT_COMMAND'],
    ['a PROMPT_COMMAND', "PROMPT_COMMAND='history -a'"],
    [
      'a prompt program that builds PS1 at each prompt',
      `ask() { local s=$?; PS1="[\${s}] \\u> "; return $s; }; PROMPT_COMMAND=ask; PS2='> '`,
    ],
    ['a list of prompt commands', 'PROMPT_COMMAND=(true "history -a")'],
    ['a DEBUG trap', `trap 'echo dbg' DEBUG`, 'dbg\r\nhi\r\n'],
    ['an ERR trap', `trap 'echo err' ERR`],
    ['set -x', 'set -x', '+ echo hi\r\nhi\r\n'],
    ['a prompt and set -x', `${PLAIN}; set -x`, '+ echo hi\r\nhi\r\n'],
    ['a prompt and a DEBUG trap', `${PLAIN}; trap 'echo dbg' DEBUG`, 'dbg\r\nhi\r\n'],
    ['set -eux', 'set -eux', '+ echo hi\r\nhi\r\n'],
    ['set -T with a trap', `set -T; trap 'echo dbg' DEBUG`, 'dbg\r\nhi\r\n'],
    ['posix mode', 'set -o posix'],
    ['no prompt expansion', 'shopt -u promptvars'],
    ['a read-only PS1', 'readonly PS1'],
  ],
  zsh: [
    ...both,
    ['a precmd', 'precmd() { true; }'],
    ['a list of functions', 'f() { true; }; precmd_functions=(f) preexec_functions=(f)'],
    ['a prompt that is built at each prompt', `setopt prompt_subst; precmd() { PS1="[$?] %# "; }`],
    ['set -x', 'set -x', '+zsh:2> echo hi\r\nhi\r\n'],
    ['no prompt at all', 'PS1='],
    ['arrays from 0', 'setopt ksh_arrays'],
    ['split words', 'setopt sh_word_split'],
    ['emulation of sh', 'emulate sh'],
  ],
  fish: [
    ['another prompt', 'function fish_prompt; echo -n "f> "; end'],
    ['no prompt at all', 'function fish_prompt; end'],
    ['a prompt at the right', 'function fish_right_prompt; echo right; end'],
    ['a function called printf', 'function printf; echo mine; end'],
    ['events of its own', 'function f --on-event fish_prompt; true; end'],
    ['a trace', 'set fish_trace 1', '> echo hi\r\nhi\r\n'],
  ],
}

/** Waits until what was printed from now on holds a text. */
async function untilOutput(port: Session, text: string): Promise<void> {
  let output = ''
  await until(port, (signal) => {
    if (signal.type === 'output') output += Buffer.from(signal.data).toString()
    return output.includes(text)
  })
}

/** With errexit a failure ends the shell, and with it the session. */
async function endsAt(port: Session, line: string): Promise<void> {
  const ended = new Promise((resolve) => port.onExit(resolve))
  port.write(`${line}\r`)
  await ended
}

/** What a line prints from its start to its end, without the colours that a line editor resets around it. */
async function outputOf(port: Session, line: string): Promise<string> {
  let text = ''
  let running = false
  const stop = port.attach((signal) => {
    if (signal.type === 'mark') running = signal.mark === 'started'
    if (running && signal.type === 'output') text += Buffer.from(signal.data).toString()
  })
  await runLine(port, line)
  stop()
  return text.replace(/^(\x1b\[\d*m|\x1b\(B)+|(\x1b\[\d*[mJ])+$/g, '')
}

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const itHas = itNeeds(...(shell === 'bash' ? [] : [shell]))
  const all: Case[] = [...cases[shell]]
  itHas.each(all)('is understood after %s', async (_, before = '', shows = 'hi\r\n') => {
    const port = sessions.open({ shell })
    await untilPrompt(port)
    const { text, status } = await runLine(port, before)
    expect(status).toBe(0)
    expect(text).not.toMatch(/cuecast|133;|aid=/)
    // A prompt that has lost its marks counts as output of the command before it.
    const output = await outputOf(port, 'echo hi')
    expect(output.slice(0, shows.length)).toBe(shows)
    expect(output.slice(shows.length)).not.toMatch(/hi|cuecast|133;/)
    if (/set -e/.test(before)) return endsAt(port, 'false')
    const fails = shell === 'fish' ? 'sh -c "exit 42"' : '(exit 42)'
    expect((await runLine(port, fails)).status).toBe(42)
  })
})

describe('bash without any prompt', () => {
  it('is known to run no program, so that the outcome can say so', async () => {
    const port = sessions.open()
    await untilPrompt(port)
    expect(port.shellReads()).toBe(true)
    // The program says when it is there: before that, Ctrl-C would reach what is still becoming it.
    port.write(`sh -c 'echo "it is"" there"; exec sleep 60'\r`)
    await untilOutput(port, 'it is there')
    expect(port.shellReads()).toBe(false)
    port.write('\x03')
    await untilPrompt(port)
    port.write("PS1=''\r")
    await expect.poll(() => port.shellReads()).toBe(true)
    expect(port.ready()).toBe(false)
  })
})
