import { execFileSync } from 'node:child_process'
import type { Stop } from '../../../core/base/event.ts'
import { findBinary } from '../../terminal/process/executables.ts'

/** Whether `fillDisk` works here: it needs `prlimit`, which limits another process. */
export const canFill = (): boolean => findBinary('prlimit', process.env['PATH']) !== undefined

/** Stops these processes until stopped itself. Parents come first, children after them. */
export function hang(pids: readonly number[]): Stop {
  // Shells stop first and continue last, or they would report that a job was stopped.
  for (const pid of pids) signal(pid, 'SIGSTOP')
  return () => {
    for (const pid of pids.toReversed()) signal(pid, 'SIGCONT')
  }
}

/**
 * Makes every write to a file fail, in a process and in its `family`, which is read again at the end:
 * a process that began meanwhile has the limit as well. Linux only.
 */
export function fillDisk(pid: number, family: () => readonly number[]): Stop {
  const soft = limit(pid, '--raw', '--noheadings', '--output', 'SOFT', '--fsize').trim()
  for (const one of [pid, ...family()]) limit(one, '--fsize=0:')
  return () => {
    for (const one of [pid, ...family()]) limit(one, `--fsize=${soft}:`)
  }
}

function limit(pid: number, ...more: readonly string[]): string {
  try {
    return execFileSync('prlimit', ['--pid', String(pid), ...more], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return '' // The process has ended since.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // The process has ended since it was listed.
  }
}
