import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reason, type Attempt } from '../../base/result.ts'

/** A new folder beside the take, on the same file system, so that a rename can put it in place. */
export function freshTake(take: string): string {
  const folder = `${take}.${randomBytes(4).toString('hex')}.partial`
  mkdirSync(folder)
  return folder
}

const backup = (take: string) => `${take}.bak`

/**
 * A crash between the two renames of `publishTake` leaves only the previous take, under its other
 * name: brings it back. To be called before a take is read or recorded.
 */
export function recoverTake(take: string): void {
  if (!existsSync(take) && existsSync(backup(take))) renameSync(backup(take), take)
}

/**
 * Puts a finished recording in the place of the take. A recording that is not whole is refused, with
 * the reason, and left where it is, so a good take is never replaced by a worse one. If this is cut
 * off at any moment, the previous take or the new one is there.
 */
export function publishTake(fresh: string, take: string): Attempt<void> {
  try {
    const why = refusal(fresh)
    if (why !== undefined) return { ok: false, why: `the take was not replaced: ${why}` }
    for (const name of readdirSync(fresh)) syncPath(join(fresh, name))
    syncPath(fresh)
    recoverTake(take)
    if (existsSync(take)) {
      rmSync(backup(take), { recursive: true, force: true })
      renameSync(take, backup(take))
    }
    renameSync(fresh, take)
  } catch (error) {
    const why = `the take was not replaced: ${reason(error)}`
    return { ok: false, why: [why, ...putBack(take)].join('; ') }
  }
  try {
    syncPath(dirname(take))
    rmSync(backup(take), { recursive: true, force: true })
  } catch {
    // The new take is in its place; its predecessor goes when the next one comes.
  }
  return { ok: true, value: undefined }
}

/** Puts the previous take back after a rename that failed. What is wrong, if that fails too. */
function putBack(take: string): string[] {
  try {
    recoverTake(take)
    return []
  } catch (error) {
    return [`it is in ${basename(backup(take))}: ${reason(error)}`]
  }
}

/** Why a recording must not become the take; undefined when nothing speaks against it. */
function refusal(fresh: string): string | undefined {
  const names = readdirSync(fresh)
  const partial = names.find((name) => name.endsWith('.partial'))
  if (partial !== undefined) return `${partial} was not finished`
  const casts = names.filter((name) => name.endsWith('.cast'))
  if (casts.length === 0) return 'it has no cast'
  if (!names.includes('take.json')) return 'it has no take.json'
  if (parse(readFileSync(join(fresh, 'take.json'), 'utf8')) === undefined)
    return 'take.json is not JSON'
  for (const name of casts) {
    const wrong = castRefusal(readFileSync(join(fresh, name), 'utf8'))
    if (wrong !== undefined) return `${basename(name)}: ${wrong}`
  }
}

function castRefusal(text: string): string | undefined {
  if (!text.endsWith('\n')) return 'its last line is cut off'
  const [header, ...events] = text.slice(0, -1).split('\n')
  const head = parse(header ?? '')
  if (typeof head !== 'object' || head === null || !('version' in head) || head.version !== 3)
    return 'its first line is not the header of an asciicast v3'
  const bad = events.findIndex((line) => {
    const event = parse(line)
    if (!Array.isArray(event)) return true
    const [interval, code, data] = event as unknown[]
    return (
      !(typeof interval === 'number' && interval >= 0) ||
      typeof code !== 'string' ||
      typeof data !== 'string'
    )
  })
  if (bad >= 0) return `line ${bad + 2} is not an event`
  if (!events.some((line) => line.includes('"m","step:'))) return 'it has no step'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Makes a file, or the names in a folder, survive a power cut. */
function syncPath(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
