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

/** Stands for the home of an account without one: no folder can be made below it. */
const NOWHERE = '/dev/null'

/**
 * The folder for what is remembered of this machine's rehearsals:
 * `${XDG_STATE_HOME:-~/.local/state}/cuecast`. A relative value counts as unset, as the XDG Base
 * Directory Specification says.
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

/** Containers have accounts without a home. */
function home(env: Env): string {
  try {
    const found = given(env, 'HOME') ?? homedir()
    return isAbsolute(found) ? found : NOWHERE
  } catch {
    return NOWHERE
  }
}

/** Why this folder of the user's cannot be written, or null. Makes the folder and writes in it. */
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
 * Makes a folder and its parents, for the user alone unless another mode is given. Node's own
 * `recursive` never ends where the system denies that a folder exists whose parent does, as in /proc.
 */
export function makeFolder(folder: string, mode = 0o700): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(folder)
  if (!existsSync(parent)) makeFolder(parent, mode)
  mkdirSync(folder, { mode })
}

/** Replaces a file whole or not at all; only the user may read it. Makes its folder. Throws on failure. */
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
