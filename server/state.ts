import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/**
 * What is remembered of this machine's rehearsals: `${XDG_STATE_HOME:-~/.local/state}/cuecast`; a
 * relative value counts as unset (XDG).
 */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['XDG_STATE_HOME']
  const state = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.local/state')
  return join(state, 'cuecast')
}

/** Whole or not at all; only the user may read or write it. Makes its folder. Throws if it cannot. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  rmSync(draft, { force: true })
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}
