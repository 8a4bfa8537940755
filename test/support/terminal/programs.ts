import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnPty } from '../../../server/terminal/pty/pty.ts'
import { environment } from '../../../server/terminal/process/environment.ts'
import type { Environment } from '../../../server/terminal/process/environment.ts'
import type { Size } from '../../../core/base/event.ts'

/** A real program whose screen is compared. It is ended in the middle of its work. */
export interface Program {
  readonly name: string
  /** The commands without which there is nothing to compare. */
  readonly needs: readonly string[]
  /** A line for bash, in the folder of `furnish`. */
  readonly run: string
  /** Keys that are typed one after the other, each once the program is quiet. */
  readonly keys?: readonly string[]
}

const program = (
  name: string,
  run: string,
  keys: readonly string[] = [],
  needs: readonly string[] = [name],
): Program => ({ name, needs, run, keys })

const LINES = 'for i in $(seq 40); do echo "$i: the quick brown fox jumps over the lazy dog"; done'

/** Thirty programs that Debian and macOS have or can install. */
export const PROGRAMS: readonly Program[] = [
  program('ls', 'ls -la --color=always; ls --color=always'),
  program('seq and column', 'seq 1 200 | column -c $(tput cols)', [], ['column']),
  program(
    'git log',
    'git --no-pager log --graph --all --color=always --oneline --decorate',
    [],
    ['git'],
  ),
  program(
    'git diff',
    'git -c core.pager="less -R" diff --color=always HEAD~3 | less -R',
    [' ', 'k', 'G'],
    ['git', 'less'],
  ),
  program('vim', 'vim -u NONE -N -c "syntax on" -c "set nu hls nomodeline" code.py', [
    '/def\r',
    'n',
    'ddp',
    'iab\x1b',
    ':vsplit\r',
    'G',
    '\x04',
    ':set list\r',
  ]),
  program('less', 'less -N notes.txt', [' ', '/fox\r', 'n', '\x1b[A', 'G', '\x1b[5~']),
  program('htop', 'htop -d 2', ['t', '\x1b[B', 'h']),
  program('top', 'top -d 0.3', ['z', 'x', 'V']),
  program('man', 'MANPAGER="less -R" man ./page.1', [' ', 'b', '/text\r']),
  program(
    'tput',
    'tput bold; echo bold; tput smul; echo under; tput rmul; tput setaf 3; tput rev; echo rev; tput sgr0; tput cup 8 12; printf there; tput csr 2 6; tput cup 6 0; printf "a\\nb\\nc"; tput il 1; tput sc; tput cup 1 1; printf x; tput rc; printf y; tput smacs; printf lqqk; tput rmacs; tput ech 3; tput dch 2; sleep 9',
  ),
  program('nano', 'nano notes.txt', ['\x16', 'hello', '\x0b', '\x17fox\r']),
  program('watch', 'watch -n 0.3 -d "date +%N; ls"'),
  program('dialog', 'dialog --title Menu --menu "Choose one" 15 36 5 a Apple b Banana c Cherry', [
    '\x1b[B',
    '\t',
  ]),
  program('whiptail', 'whiptail --title Question --yesno "Shall it go on?" 9 36', ['\t']),
  program('tree', 'tree -C .'),
  program('grep', 'grep -n --color=always -r fox . | head -30'),
  program('diff', 'diff --color=always -u notes.txt other.txt', [], ['diff']),
  program('jq', 'jq -C . data.json'),
  program('ps', 'ps -ef | head -40'),
  program('df', 'df -h'),
  program('bash', 'PS1="\\[\\e[32m\\]demo\\[\\e[0m\\]\\$ " exec bash --noprofile --norc -i', [
    'echo "one two three four five six seven eight nine ten eleven twelve"',
    '\x01',
    '\x1bf',
    'X',
    '\x0b',
    '\x15ls n\t',
    '\r',
    '\x12ls',
    '\x1b',
  ]),
  program('zsh', 'PS1="%F{cyan}%~%f %# " exec zsh -f -i', [
    'autoload -U compinit; compinit -u\r',
    'ls \t',
    '\t\t',
    '\x15echo "a long line that goes on and on until it has to wrap around the end"',
    '\x01',
    '\x1bf',
    'X',
    '\r',
  ]),
  program(
    'python',
    'python3 -q',
    ['for i in range(3): print("\\033[3%dm" % i, i)\r\r', '1/0\r', 'help(1)\r', 'q'],
    ['python3'],
  ),
  program('tmux', 'tmux -L cuecast-inner-$$ -f /dev/null new-session "bash --norc"', [
    'echo one\r',
    '\x02%',
    'seq 30\r',
    '\x02"',
    'echo below\r',
    '\x02t',
  ]),
  program('docker', 'docker images; docker ps -a; docker version'),
  program('figlet', 'figlet -w $(tput cols) Screen'),
  program(
    'unicode text',
    `${LINES}; printf '日本語 漢字 é e\\u0301 ─│┌┐ αβγ кириллица\\n'; printf 'x%.0s' $(seq 200); printf '\\n日%.0s' $(seq 50)`,
    [],
    ['bash'],
  ),
  program(
    'progress',
    'for i in $(seq 5 5 100); do printf "\\r\\033[K\\033[1;32m%3d%%\\033[0m [%-20s]" $i "$(printf "#%.0s" $(seq $((i/5))))"; done; printf "\\n\\033[2Adone\\033[K"',
    [],
    ['bash'],
  ),
  program(
    'clear and reset',
    `${LINES}; clear; echo after; tput cup 3 3; printf "\\033[44m\\033[J\\033[0m"; printf "\\033[41m\\033[2;5r\\033[5;1H\\n\\nx\\033[m"; sleep 9`,
    [],
    ['clear'],
  ),
  program(
    'screen filled',
    'for r in $(seq $(tput lines)); do tput cup $((r-1)) 0; for c in $(seq $(tput cols)); do printf "\\033[48;5;$(((r*c)%256))m$((c%10))"; done; done; sleep 9',
    [],
    ['tput'],
  ),
]

/** Fills a folder with something to show: text, code, JSON, a manual page, a history. */
export function furnish(folder: string): void {
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const git = (...args: readonly string[]) => {
    const who = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
    const when = '2026-01-02T03:04:05Z'
    const env = { ...process.env, ...who, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when }
    const me = ['-c', 'user.name=demo', '-c', 'user.email=demo@example.org']
    execFileSync('git', [...me, ...args], { cwd: folder, env, stdio: 'ignore' })
  }
  const lines = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n + 1)).join('\n') + '\n'
  put(
    'notes.txt',
    lines(120, (n) => `${n}. The quick brown fox jumps over dog ${n * 7}\tand on.`),
  )
  put(
    'other.txt',
    lines(90, (n) => `${n}. The quick ${n % 5 ? 'brown' : 'red'} fox jumps over dog ${n * 7}`),
  )
  put(
    'data.json',
    JSON.stringify({ name: 'demo', list: [1, 2.5, true, null], in: { text: 'ü漢"' } }),
  )
  put(
    'page.1',
    '.TH DEMO 1\n.SH NAME\ndemo \\- a page\n.SH TEXT\n' +
      lines(
        40,
        (n) => `.TP\n.B \\-\\-option${n}\nA text about \\fIoption ${n}\\fR, which goes on.`,
      ),
  )
  mkdirSync(join(folder, 'deep', 'deeper'), { recursive: true })
  put('deep/deeper/leaf.txt', 'a fox\n')
  git('init', '-q', '-b', 'main')
  for (let n = 1; n <= 6; n++) {
    put(
      'code.py',
      lines(8 * n, (i) =>
        i % 4 === 1 ? `def f${i}(x):  # ${n}` : `    return "text" + str(x * ${i})`,
      ),
    )
    git('add', '.')
    git('commit', '-q', '-m', `Change ${n}`)
    if (n === 3) git('branch', 'side')
  }
  git('checkout', '-q', 'side')
  put('side.txt', 'side\n')
  git('add', '.')
  git('commit', '-q', '-m', 'A side road')
  git('checkout', '-q', 'main')
  git('-c', 'user.name=demo', 'merge', '-q', '--no-edit', 'side')
}

/** The environment of a program, without anything about the person who runs it. */
export const surroundings = (folder: string): Environment =>
  environment({
    mark: 'same-screen.1',
    layers: [{ HOME: folder, TMUX_TMPDIR: folder, LESSHISTFILE: '-', HISTFILE: '' }],
  })

/** Milliseconds. A program that is quiet for this long counts as waiting for a key. */
const QUIET = 200
/** Milliseconds. Programs that are never quiet get their key after this time. */
const PATIENCE = 1_000

/**
 * Types the keys into a program: each when nothing has been printed for a moment. `heard` returns
 * the time of the last output, `over` whether the program has ended.
 */
export async function operate(
  { keys = [] }: Program,
  to: { write(text: string): unknown; heard(): number; over(): boolean },
): Promise<void> {
  for (const key of [undefined, ...keys]) {
    if (to.over()) return
    if (key !== undefined) to.write(key)
    const from = performance.now()
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      const now = performance.now()
      const last = Math.max(to.heard(), from)
      const first = key === undefined && to.heard() === 0
      if (to.over() || now - from > (first ? 5 : 1) * PATIENCE) break
      if (!first && now - last > (key === undefined ? 2 : 1) * QUIET) break
    }
  }
}

/** The whole output of a program, raw. */
export async function outputOf(one: Program, folder: string, size: Size): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let heard = 0
  let over = false
  const spawned = spawnPty(
    {
      file: 'bash',
      args: ['--noprofile', '--norc', '-c', one.run],
      env: surroundings(folder),
      cwd: folder,
      size,
    },
    {
      data(bytes) {
        pieces.push(Uint8Array.from(bytes))
        heard = performance.now()
      },
      exit: () => (over = true),
    },
  )
  if (!spawned.ok) throw new Error(spawned.why)
  const pty = spawned.value
  await operate(one, { write: (text) => pty.write(text), heard: () => heard, over: () => over })
  await pty.kill()
  return Buffer.concat(pieces)
}
