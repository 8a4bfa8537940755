import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stop } from '../../../core/base/event.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Pane } from '../../../core/demo/model.ts'
import { reason } from '../../base/result.ts'
import type { Attempt } from '../../base/result.ts'
import type { Environment } from '../process/environment.ts'
import type { Command } from '../process/executables.ts'
import { bashRc, fishRc, quote, zshRc } from './rc.ts'

type ShellName = Pane['shell']

export interface ShellOptions {
  readonly shell: ShellName
  /** A folder that only we can read, for the rc file. */
  readonly folder: string
  /** The host to run the shell on, by a name that ssh knows. The shell is always bash there. */
  readonly ssh?: string
  /**
   * The environment that the demo declares: it may contain the variable with which bash is started.
   */
  readonly declared?: Environment
  /**
   * For another host only: working directory and environment. On this machine the pty sets both.
   */
  readonly remote?: { readonly cwd?: string; readonly env?: Environment }
}

/** A shell that prints marks around prompts and commands, ready to be started in a terminal. */
export interface Shell extends Command {
  /** The variables that the shell's program needs beyond the session's own environment. */
  readonly env: Environment
  /** The secret in its marks. */
  readonly aid: string
  /** Removes the rc file; the shell must have shown its first prompt, or be gone. */
  readonly stop: Stop
}

/**
 * Makes a bash or zsh with our rc file and nothing of the presenter's: no history, aliases or
 * prompt.
 */
export function createShell(options: ShellOptions): Attempt<Shell> {
  const aid = randomBytes(16).toString('hex')
  if (options.ssh !== undefined) return overSsh(options.ssh, options, aid)
  const written = writeRc(options, aid)
  if (!written.ok) return written
  const { folder, rc } = written.value
  let there = true
  const stop = () => {
    if (there) rmSync(folder, { recursive: true, force: true })
    there = false
  }
  return { ok: true, value: { ...startOf(options.shell, folder, rc), aid, stop } }
}

/**
 * How a shell is started so that it reads our rc file and nothing of the machine's. The rc files unset the
 * variables again: they only lead the shell to the file, and children must not see them.
 */
function startOf(shell: ShellName, folder: string, rc: string): Command & { env: Environment } {
  switch (shell) {
    case 'bash':
      return { file: 'bash', args: ['--posix', '-i'], env: { ENV: rc } }
    case 'zsh':
      return { file: 'zsh', args: ['-d', '-i'], env: { ZDOTDIR: folder } }
    case 'fish':
      // Without its history, which it would share with the presenter's own shells.
      return {
        file: 'fish',
        args: ['--no-config', '--private', '-i', '-C', `source ${quote(rc)}`],
        env: {},
      }
    default:
      return shell satisfies never
  }
}

/**
 * Names the files that a shell reads before our rc file, for people whose shell does not come to
 * its prompt.
 */
export function startFiles({ shell, ssh }: Pick<ShellOptions, 'shell' | 'ssh'>): string {
  if (ssh !== undefined)
    return `look at its start files on ${ssh}, such as ~/.bashrc, ~/.zshenv or ~/.config/fish/config.fish`
  if (shell === 'fish') return 'fish reads no start files here; look at `env` of the demo'
  if (shell === 'zsh') return 'look at its start files, /etc/zshenv or /etc/zsh/zshenv'
  return 'bash reads no start files here; look at the bash on the PATH and at `env` of the demo'
}

const RC = { bash: bashRc, zsh: zshRc, fish: fishRc } as const

/** Writes the rc file into a folder that nobody else can look into. */
function writeRc({ shell, folder: base, declared = {} }: ShellOptions, nonce: string) {
  let folder: string | undefined
  try {
    // mkdtemp makes it 0700.
    folder = mkdtempSync(join(base, 'shell-'))
    const rc = join(folder, shell === 'zsh' ? '.zshrc' : 'rc')
    const own = declared['ENV']
    const prelude = shell !== 'bash' || own === undefined ? '' : `export ENV=${quote(own)}`
    const text = RC[shell]({ nonce, prelude })
    writeFileSync(rc, text, { mode: 0o600 })
    return { ok: true, value: { folder, rc } } as const
  } catch (error) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    const why = `no shell, because its start file cannot be written: ${reason(error)}`
    return { ok: false, why } as const
  }
}

/**
 * The hosts that `ssh` takes: a name of its configuration, `user@host`, or `ssh://user@host:port`.
 * Nothing matches that could be read as an option or by a shell.
 */
const NAME = '[A-Za-z0-9_][A-Za-z0-9._-]*'
const HOST = new RegExp(`^(?:${NAME}@)?${NAME}$`)
const URL_HOST = new RegExp(`^ssh://(?:${NAME}@)?(?:${NAME}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$`)

/**
 * Runs on the other host, under whatever login shell is there: so it has neither a single quote nor
 * a backslash, which shells read in different ways. The rc file removes itself.
 */
const BOOTSTRAP =
  'f=$(mktemp) || exit 1; ' +
  '(printf %s "$1" | base64 -d || printf %s "$1" | base64 -D) > "$f" 2> /dev/null; ' +
  // Start files of the login shell may have changed the working directory.
  'cd 2> /dev/null; CUECAST_RC=$f ENV=$f exec bash --posix -i'

function overSsh(host: string, { remote }: ShellOptions, aid: string): Attempt<Shell> {
  if (!HOST.test(host) && !URL_HOST.test(host))
    return { ok: false, why: `"${host}" is not a host that ssh can be given` }
  const prelude = [
    // Output of the login shell's own start files is no part of a demo.
    "printf '\\033[H\\033[2J\\033[3J'",
    'command rm -f -- "$CUECAST_RC"; unset CUECAST_RC',
    ...Object.entries(remote?.env ?? {}).map(([name, value]) => `export ${name}=${quote(value)}`),
    ...(remote?.cwd === undefined ? [] : [`cd -- ${quote(remote.cwd)}`]),
  ].join('\n')
  const rc = Buffer.from(bashRc({ nonce: aid, prelude })).toString('base64')
  const args = [
    '-tt',
    // These options keep takes plain and the presenter's agent here, and notice a dead network in 4
    // s.
    ...['-e', 'none', '-o', 'ForwardAgent=no', '-o', 'LogLevel=ERROR'],
    ...['-o', 'ServerAliveInterval=2', '-o', 'ServerAliveCountMax=2'],
    ...['--', host, `exec bash -c '${BOOTSTRAP}' bash '${rc}'`],
  ]
  // Only the local ssh gets this: without it, no key that the agent holds can be used.
  const env: Environment = defined({ SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'] })
  return { ok: true, value: { file: 'ssh', args, env, aid, stop() {} } }
}
