import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { it } from 'vitest'
import { glibcWidths } from './terminal/glibc-widths.ts'
import { findFirefox } from './browser/firefox-place.ts'

/** Whether there is a program of this name. */
const has = (name: string) => works('sh', ['-c', 'command -v "$1"', 'sh', name])

/** Whether this command succeeds here. */
function works(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 })
  return status === 0
}

/**
 * The needs that a test may have, with a check for each. Any other need is the name of a program.
 */
const NEEDS: Readonly<Record<string, () => boolean>> = {
  docker: () => works('docker', ['info']),
  runc: () => works('runc', ['--version']),
  zsh: () => works('zsh', ['--version']),
  ssh: () => works('ssh', ['-V']),
  /** A Firefox that can be driven; CUECAST_FIREFOX names it if it is in another place. */
  firefox: () => findFirefox() !== undefined,
  sshd: () => works('test', ['-x', '/usr/sbin/sshd']),
  // The check has a namespace of its own, so that it leaves nothing mounted.
  tmpfs: () => works('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']),
  /** The C library whose character widths our table has, and a Python to ask it. */
  'glibc 2.36': () => glibcWidths()?.version === '2.36',
  'an emoji font': () => works('sh', ['-c', 'fc-list | grep -qi emoji']),
  /** Linux: the resources of a process can be counted. */
  proc: () => existsSync('/proc/self/fd'),
  lab: () => works('bash', ['demos/lab/check']),
}

/**
 * `it` if the machine has what the test needs; otherwise a skip that is reported or, with
 * CUECAST_NO_SKIP=1 (as in CI), a failure.
 */
export function itNeeds(...needs: readonly string[]): typeof it | typeof it.skip {
  const absent = needs.filter((need) => !(NEEDS[need] ?? (() => has(need)))())
  if (absent.length === 0) return it
  process.stderr.write(`SKIPPED: a test needs ${absent.join(', ')}, which this machine lacks\n`)
  if (process.env['CUECAST_NO_SKIP'] !== '1') return it.skip
  return ((name: string) =>
    it(name, () => {
      throw new Error(`this machine lacks ${absent.join(', ')}, and skips are failures here`)
    })) as typeof it
}
