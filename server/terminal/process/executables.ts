import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Closes every descriptor from 3 up, then becomes the program. node-pty passes the masters of all
 * open terminals on to each later child: through one of them a command in one terminal could type
 * into another, and none of them would ever hang up. It also runs in bash 3.2. /dev/fd lists the
 * descriptors that are open, so holes in the table do not matter; where it is missing (no /proc),
 * the first 256 are closed.
 */
const SCRIPT = `
if [ -e /dev/fd/0 ]; then set -- "$#" "$@" /dev/fd/*; else set -- "$#" "$@" {3..255}; fi
n=$1; shift
for fd in "\${@:n+1}"; do
  fd=\${fd##*/}
  case $fd in 0|1|2|*[!0-9]*) ;; *) eval "exec $fd>&-" ;; esac
done
exec "\${@:1:n}"
`

const BASH = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/opt/homebrew/bin/bash']

export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** The bash that runs the launcher; every supported system has one in a fixed place. */
export function launcherBash(): string {
  return BASH.find(isExecutable) ?? '/bin/bash'
}

/**
 * The same program, started with no open files but standard input, output and error. Arguments and
 * exit status stay the same. `-p` prevents BASH_ENV and exported functions from running in between.
 */
export function launch(command: Command): Command {
  return {
    file: launcherBash(),
    args: ['--noprofile', '--norc', '-p', '-c', SCRIPT, 'cuecast', command.file, ...command.args],
  }
}

/** The path of a program on a PATH; undefined if it is not there. A name with a slash is a path. */
export function findBinary(name: string, path: string | undefined): string | undefined {
  if (name.includes('/')) return isExecutable(name) ? name : undefined
  return (path ?? '')
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
