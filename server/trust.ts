import { realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { Problem } from '../core/problem.ts'
import { scriptHash } from './library-hash.ts'
import { configFolder, unkept } from './state.ts'
import type { Before } from './trust-describe.ts'
import { readApproved, writeApproved } from './trust-file.ts'
import type { Approval, Approved } from './trust-file.ts'

/** A demo, or a deck: a folder from which something would run. */
export interface Folder {
  readonly name: string
  readonly folder: string
}

/** Which demos may run live here (DESIGN §9). */
export interface Trust {
  /**
   * Part of the program, or approved as its folder stands now: one changed byte, and it no longer
   * is. What cannot be read is not trusted.
   */
  isTrusted(demo: Folder): boolean
  /** The hash to approve. Take it before the demo is read for `sheetOf`. Throws if unreadable. */
  hash(demo: Folder): string
  /**
   * Remembers the approval of what was shown. A problem, and no approval, if the folder has
   * changed since `hash` was taken, or if the approvals cannot be read or written.
   */
  approve(demo: Folder, hash: string, how?: How): Problem | null
  /** The latest approval of this folder, whatever it held then; null where there was none. */
  before(demo: Folder): Before | null
  /**
   * Whose commands are the presenter's own: part of the program, or recorded on this machine. Such a
   * demo may be edited while it is being written (`present --watch`).
   */
  isOwn(demo: Folder): boolean
  /** What keeps approvals from being read or remembered; null: nothing. */
  unkept(): Problem | null
}

export interface How {
  /** What was shown, to say later what has changed. */
  readonly lines?: readonly string[]
  readonly own?: boolean
}

/** Lines that are kept of an approval, in characters: a settings file is not an archive. */
const KEPT = 256 * 1024

/** Why a demo that nobody approved here stays in replay, and what to do. */
export function notApproved(demo: string): string {
  return `not approved on this machine; run: cuecast trust ${demo}`
}

/** The list of approvals, in the user's own folder for settings. */
export function trustFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(configFolder(env), 'trust.json')
}

/**
 * `own` is the root of the package: what lies under it is as trustworthy as the program. `today` is
 * the day that an approval is given, as people write it.
 */
export function createTrust(own: string, file: string, today?: () => string): Trust {
  const latest = (demo: Folder): Approval | undefined =>
    Object.values(readApproved(file).approved).findLast((one) => isSame(one.folder, demo.folder))
  const isOurs = (demo: Folder) => {
    try {
      return isUnder(demo.folder, own)
    } catch {
      return false // Gone since the library saw it.
    }
  }
  return {
    isTrusted(demo) {
      try {
        if (isUnder(demo.folder, own)) return true
        return Object.hasOwn(readApproved(file).approved, scriptHash(demo.folder))
      } catch {
        // Unreadable, or gone since the library saw it: it could not run either.
        return false
      }
    },
    hash: (demo) => scriptHash(demo.folder),
    approve(demo, hash, { lines, own: mine } = {}) {
      if (scriptHash(demo.folder) !== hash)
        return {
          file: demo.folder,
          message: `\`${demo.name}\` has changed since it was shown`,
          hint: 'look at it again',
        }
      const { approved, problem } = readApproved(file)
      if (problem) return problem
      const kept = lines && lines.reduce((sum, line) => sum + line.length, 0) <= KEPT
      const approval = {
        name: demo.name,
        folder: demo.folder,
        ...(today && { on: today() }),
        ...(mine === true ? { own: true } : {}),
        ...(kept ? { lines: [...lines] } : {}),
      }
      // The same folder once more becomes the latest, and only the latest keeps its lines.
      const others = Object.entries(approved).filter(([other]) => other !== hash)
      const slim = others.map(([other, { lines: old, ...rest }]) =>
        old && !isSame(rest.folder, demo.folder) ? [other, { ...rest, lines: old }] : [other, rest],
      )
      return writeApproved(file, Object.fromEntries([...slim, [hash, approval]]) as Approved)
    },
    before(demo) {
      const found = latest(demo)
      if (!found) return null
      const { on, lines } = found
      return { ...(on === undefined ? {} : { on }), ...(lines && { lines }) }
    },
    unkept() {
      const message = unkept(dirname(file))
      return message === null
        ? (readApproved(file).problem ?? null)
        : { file, message, hint: 'set XDG_CONFIG_HOME to a folder that can be written' }
    },
    isOwn: (demo) => isOurs(demo) || latest(demo)?.own === true,
  }
}

const isSame = (a: string, b: string) => resolve(a) === resolve(b)

/** By real paths: a link under the package may lead out of it. */
function isUnder(folder: string, root: string): boolean {
  return (realpathSync(folder) + sep).startsWith(realpathSync(root) + sep)
}
