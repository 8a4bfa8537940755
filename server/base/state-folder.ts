import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { reason } from './result.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where nothing can be kept: no folder can be made below it. */
const NOWHERE = '/dev/null'

/**
 * What is remembered of this machine's rehearsals: `${XDG_STATE_HOME:-~/.local/state}/cuecast`; a
 * relative value counts as unset (XDG).
 */
export function stateFolder(env: Env): string {
  return join(given(env, 'XDG_STATE_HOME') ?? join(home(env), '.local/state'), 'cuecast')
}

/** `${XDG_CONFIG_HOME:-~/.config}/cuecast`, in the same way. */
export function configFolder(env: Env): string {
  return join(given(env, 'XDG_CONFIG_HOME') ?? join(home(env), '.config'), 'cuecast')
}

function given(env: Env, name: string): string | undefined {
  const value = env[name]
  return value !== undefined && isAbsolute(value) ? value : undefined
}

/** Accounts without a home are met in containers. */
function home(env: Env): string {
  try {
    const found = given(env, 'HOME') ?? homedir()
    return isAbsolute(found) ? found : NOWHERE
  } catch {
    return NOWHERE
  }
}

/** Why nothing can be kept in this folder of the user's, or null. Makes it, and tries. */
export function unkept(folder: string): string | null {
  if (folder.startsWith(`${NOWHERE}/`)) return 'this account has no home; set HOME to a folder'
  try {
    makeFolder(folder)
    rmdirSync(mkdtempSync(join(folder, '.try-')))
    return null
  } catch (error) {
    return `${folder} cannot be written: ${reason(error, folder)}`
  }
}

/**
 * With its parents; for the user alone, unless another mode is given. Node's own `recursive` never ends where the system says of a
 * folder whose parent is there that it cannot be found, as /proc does.
 */
export function makeFolder(folder: string, mode = 0o700): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(folder)
  if (!existsSync(parent)) makeFolder(parent, mode)
  mkdirSync(folder, { mode })
}

/** Whole or not at all; only the user may read or write it. Makes its folder. Throws if it cannot. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`
  makeFolder(dirname(file))
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
