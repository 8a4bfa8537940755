import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { itNeeds } from '../../../test/support/needs.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment } from '../process/environment.ts'
import { spawnPty } from '../pty/pty.ts'
import { createShell } from './command.ts'

const home = mkdtempSync(join(tmpdir(), 'cuecast-shell-'))
// These are things that a presenter's own files do to a shell. None of them may show.
for (const file of ['.bashrc', '.bash_profile', '.profile', '.zshrc', '.zshenv', '.zprofile'])
  writeFileSync(join(home, file), `echo PRESENTER; PS1='mine> '; alias ls='echo ALIAS'\n`)
writeFileSync(join(home, '.inputrc'), 'set editing-mode vi\n"x": "INPUTRC"\n')
writeFileSync(join(home, '.bash_history'), 'secret-of-the-history\n')
const stops: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => {
  rmSync(home, { recursive: true })
})

let count = 0
function open(shell: 'bash' | 'zsh', rcEdit?: (folder: string) => void) {
  const created = createShell({ shell, folder: home })
  if (!created.ok) throw new Error(created.why)
  rcEdit?.(home)
  const { file, args, env, aid, stop } = created.value
  const from = { ...process.env, HOME: home }
  let seen = ''
  let ended = false
  const waiting = new Set<() => void>()
  const started = spawnPty(
    {
      file,
      args,
      env: environment({ from, layers: [env], mark: `test-${process.pid}.shell${++count}` }),
      cwd: home,
      size: { cols: 80, rows: 24 },
    },
    {
      data(bytes) {
        seen += Buffer.from(bytes).toString()
        for (const look of waiting) look()
      },
      exit() {
        ended = true
        for (const look of waiting) look()
      },
    },
  )
  if (!started.ok) throw new Error(started.why)
  const pty = started.value
  stops.push(async () => {
    await pty.kill()
    stop()
  })
  const until = (done: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!done() && !ended) return
        waiting.delete(look)
        if (done()) resolve()
        else reject(new Error(`the shell ended: ${JSON.stringify(seen)}`))
      }
      waiting.add(look)
      look()
    })
  const mark = (what: string) => `\x1b]133;${what};aid=${aid}\x07`
  const from0 = (at: number) => seen.slice(at)
  return {
    aid,
    pty,
    mark,
    all: () => seen,
    ready: () => until(() => seen.includes(mark('B'))),
    /** Types a line; resolves at the next prompt with everything printed since. */
    async run(line: string, lines = 1): Promise<string> {
      const at = seen.length
      pty.write(`${line}\r`)
      await until(() => from0(at).split(mark('B')).length > lines)
      return from0(at)
    },
    /**
     * Presses Ctrl-C until there is a new prompt. One that comes while a shell is about to read, or
     * about to start a program, is lost on both (about one in three in zsh, right after its
     * prompt).
     */
    async interrupt(): Promise<string> {
      const at = seen.length
      const done = () => from0(at).includes(mark('B'))
      let stop = () => {}
      const press = () => {
        pty.write('\x03')
        stop = systemClock.wake(systemClock.now() + 150, press)
      }
      press()
      await until(done)
      stop()
      return from0(at)
    },
    async type(text: string, wanted: string): Promise<string> {
      const at = seen.length
      pty.write(text)
      await until(() => from0(at).includes(wanted))
      return from0(at)
    },
  }
}

/** The output of a command, found by the marks alone, without what a line editor does before its prompt. */
function output(shell: ReturnType<typeof open>, text: string): string {
  const began = text.indexOf(shell.mark('C')) + shell.mark('C').length
  return text
    .slice(began, text.indexOf('\x1b]133;D', began))
    .replace(shell.mark('R'), '')
    .replace(/(\x1b\[\d*[mJ])+$/, '')
}

describe.each(['bash', 'zsh'] as const)('%s', (kind) => {
  const it = itNeeds(...(kind === 'zsh' ? (['zsh'] as const) : []))
  it('marks its prompts, its commands and their status', async () => {
    const shell = open(kind)
    await shell.ready()
    const ok = await shell.run('echo hello')
    expect(output(shell, ok)).toBe('hello\r\n')
    expect(ok).toContain(shell.mark('D;0'))
    expect(ok.indexOf(shell.mark('D;0'))).toBeLessThan(ok.indexOf(shell.mark('A')))
    expect(ok.indexOf(shell.mark('A'))).toBeLessThan(ok.indexOf(shell.mark('B')))
    expect(await shell.run('(exit 42)')).toContain(shell.mark('D;42'))
    expect(await shell.run('no-such-command')).toContain(shell.mark('D;127'))
    expect(await shell.run('true | false')).toContain(shell.mark('D;1'))
    expect(await shell.run('echo $?')).toContain('1\r\n')
  })

  it('shows a quiet prompt and nothing of the machine', async () => {
    const shell = open(kind)
    await shell.ready()
    expect(shell.all()).toContain('\x1b[32m$\x1b[0m ')
    expect(shell.all()).not.toContain('PRESENTER')
    expect(shell.all()).not.toContain('[?2004h')
    expect(output(shell, await shell.run('alias'))).toBe('')
    const functions = output(shell, await shell.run('typeset -f'))
    for (const [, name] of functions.matchAll(/^(\S+) \(\)/gm))
      expect(name).toMatch(/^__cuecast_\w+$/)
    // The shell has neither the presenter's key bindings nor the presenter's history.
    expect(output(shell, await shell.run('echo xyz'))).toBe('xyz\r\n')
    expect(output(shell, await shell.run(kind === 'zsh' ? 'fc -l 1' : 'history'))).not.toContain(
      'secret',
    )
    expect(output(shell, await shell.run('echo "a!b" hi!'))).toBe('a!b hi!\r\n')
  })

  it('keeps its secret and its files from children', async () => {
    const shell = open(kind)
    await shell.ready()
    const env = output(shell, await shell.run('env'))
    expect(env).toContain('TERM=xterm-256color')
    expect(env).toMatch(/LANG=\S*UTF-8/i)
    expect(env).not.toContain(shell.aid)
    expect(env).not.toMatch(/ZDOTDIR|INPUTRC|HISTFILE|PS1|PROMPT/)
    shell.pty.write('exit\r')
    await shell.pty.kill()
    expect(readdirSync(home).filter((name) => /history|zcompdump|zsh_/.test(name))).toEqual([
      '.bash_history',
    ])
  })

  it('takes several lines, and reports that it waits for the next', async () => {
    const shell = open(kind)
    await shell.ready()
    await shell.type('for i in 1 2; do\r', shell.mark('P;k=s'))
    await shell.type('echo "n$i"\r', shell.mark('P;k=s'))
    expect(output(shell, await shell.run('done'))).toBe('n1\r\nn2\r\n')
    // All lines come at once, as from a paste: nothing is doubled, lost or bracketed.
    const text = await shell.run('cat <<E\ra\tb\r  c\rE\recho "üñ✓"', 2)
    expect(text).toContain(kind === 'zsh' ? 'c\r\n' : '  c\r\n')
    expect(text).toContain('üñ✓\r\n')
    expect(text).not.toContain('200~')
  })

  it('is ready again after Ctrl-C, at the prompt and in a command', async () => {
    const shell = open(kind)
    await shell.ready()
    await shell.type('half a li', 'half a li')
    await shell.interrupt()
    await shell.type(`sh -c 'echo up; sleep 1000'\r`, 'up\r\n')
    expect(await shell.interrupt()).toContain(shell.mark('D;130'))
  })

  it('does not hide output that lacks its last line end', async () => {
    const shell = open(kind)
    await shell.ready()
    const text = await shell.run('printf abc')
    expect(output(shell, text)).toBe('abc')
    expect(text).not.toContain('%\x1b')
    // The prompt follows the output at once, as in bash.
    expect(text.replace(/\x1b\]133[^\x07]*\x07/g, '')).toMatch(
      /abc(\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r)*/,
    )
  })
})

describe('ssh', () => {
  const ssh = (host: string) => createShell({ shell: 'bash', folder: home, ssh: host })
  test.each(['-oProxyCommand=id', 'a b', 'x;id', '$(id)', 'a@-b', '', 'a\nb', 'ssh://-x', 'a@b@c'])(
    'refuses %j as a host',
    (host) => {
      expect(ssh(host).ok).toBe(false)
    },
  )
  test.each(['lab', 'me@lab-1.example.org', '10.0.0.7', 'ssh://me@lab:2222', 'ssh://[::1]:22'])(
    'accepts %j',
    (host) => {
      expect(ssh(host)).toMatchObject({ ok: true })
    },
  )
})
