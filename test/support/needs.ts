import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { it } from 'vitest'
import { findFirefox } from './browser/firefox-place.ts'

/** Is there a program of this name? */
const has = (name: string) => works('sh', ['-c', 'command -v "$1"', 'sh', name])

/** Does this command succeed here? */
function works(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 })
  return status === 0
}

/**
 * What a test may need of the machine, and how to see whether it is there. Any other need is a
 * program's name.
 */
const NEEDS: Readonly<Record<string, () => boolean>> = {
  docker: () => works('docker', ['info']),
  runc: () => works('runc', ['--version']),
  zsh: () => works('zsh', ['--version']),
  ssh: () => works('ssh', ['-V']),
  /** One that can be driven; CUECAST_FIREFOX names it where it is elsewhere. */
  firefox: () => findFirefox() !== undefined,
  sshd: () => works('test', ['-x', '/usr/sbin/sshd']),
  // In a namespace of its own: the look itself leaves nothing mounted.
  tmpfs: () => works('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']),
  /** Linux: what a process holds can be counted. */
  proc: () => existsSync('/proc/self/fd'),
  lab: () => works('bash', ['demos/lab/check']),
}

/**
 * `it`, where the machine has what the test needs; else a skip that is said aloud, or, with
 * CUECAST_NO_SKIP=1 (as CI sets it), a failure.
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
