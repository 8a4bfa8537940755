import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { reason, type Attempt } from '../../base/result.ts'

const NAME = `cuecast-${process.getuid?.() ?? 'user'}`
/** The prefix of new folders; mkdtemp adds six characters. */
const FRESH = `${NAME}-`

/**
 * The folders in which a run may be written down, the best first: below the folder for temporary
 * files, below the login session's own folder, and if the folder for temporary files cannot be used,
 * below those that every Unix has.
 */
export function runPlaces(): readonly string[] {
  const session = process.env['XDG_RUNTIME_DIR']
  const own = session !== undefined && isAbsolute(session) ? [join(session, 'cuecast')] : []
  const [temp = tmpdir(), ...others] = temps()
  const more = shared(temp) === undefined ? [] : others.map((folder) => join(folder, NAME))
  return [join(temp, NAME), ...own, ...more, ...freshOnes()]
}

const temps = () => [...new Set([tmpdir(), '/tmp', '/var/tmp'])]

/** Folders that earlier runs made with `freshPlace`. */
function freshOnes(): readonly string[] {
  return temps().flatMap((temp) => {
    try {
      const names = readdirSync(temp).filter((name) => name.startsWith(FRESH))
      return names.map((name) => join(temp, name))
    } catch {
      return [] // There are none, or the folder cannot be read.
    }
  })
}

/**
 * Makes new folders, which no other account can have made before us. Each is made when it is asked
 * for.
 */
export function* freshPlaces(): Generator<Attempt<string>> {
  for (const temp of temps()) {
    const open = shared(temp)
    if (open === undefined) yield freshPlace(temp)
    else yield { ok: false, why: open }
  }
}

function freshPlace(temp: string): Attempt<string> {
  try {
    // mkdtemp makes it 0700.
    return { ok: true, value: mkdtempSync(join(temp, FRESH)) }
  } catch (error) {
    return { ok: false, why: reason(error) }
  }
}

/** Removes a fresh folder with the last run in it. */
export function leavePlace(base: string): void {
  if (!basename(base).startsWith(FRESH)) return
  try {
    rmdirSync(base)
  } catch {
    // Another run uses it.
  }
}

/**
 * Why runs must not be kept in this folder; undefined if they may. Any account can make a folder in
 * /tmp before us, and what is written there decides which processes are ended.
 */
export function refusal(base: string): string | undefined {
  try {
    // Its parents are not made: if the folder for temporary files is missing, it is not ours to
    // make.
    if (!lstatSync(base, { throwIfNoEntry: false })) mkdirSync(base, { mode: 0o700 })
    const stat = lstatSync(base)
    if (!stat.isDirectory()) return `${base} is not a folder`
    if (process.getuid && stat.uid !== process.getuid()) return `${base} belongs to another account`
    if ((stat.mode & 0o077) !== 0) return `${base} is open to others; run: chmod 700 ${base}`
    return shared(join(base, '..'))
  } catch (error) {
    return `${base} cannot be used: ${reason(error, base)}`
  }
}

/**
 * Returns why other accounts could replace what is in this folder, or why nothing can be made in
 * it.
 */
function shared(folder: string): string | undefined {
  try {
    const { mode } = statSync(folder)
    // Without the sticky bit, any account that may write there can replace our folder by its own.
    if ((mode & 0o002) !== 0 && (mode & 0o1000) === 0)
      return `${folder} is open to others and not sticky; run: chmod +t ${folder}`
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    return reason(error)
  }
}
