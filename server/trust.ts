import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'
import type { Problem } from '../core/problem.ts'
import { scriptHash } from './library-hash.ts'
import { readApproved, writeApproved } from './trust-file.ts'

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
  /** The hash to approve. Take it before the demo is read for `describe`. Throws if unreadable. */
  hash(demo: Folder): string
  /**
   * Remembers the approval of what was shown. A problem, and no approval, if the folder has
   * changed since `hash` was taken, or if the approvals cannot be read or written.
   */
  approve(demo: Folder, hash: string): Problem | null
}

/** Why a demo that nobody approved here stays in replay, and what to do. */
export function notApproved(demo: string): string {
  return `not approved on this machine; run: cuecast trust ${demo}`
}

/** `${XDG_CONFIG_HOME:-~/.config}/cuecast/trust.json`; a relative value counts as unset (XDG). */
export function trustFile(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['XDG_CONFIG_HOME']
  const config = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.config')
  return join(config, 'cuecast', 'trust.json')
}

/** `own` is the root of the package: what lies under it is as trustworthy as the program. */
export function createTrust(own: string, file: string): Trust {
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
    approve(demo, hash) {
      if (scriptHash(demo.folder) !== hash)
        return {
          file: demo.folder,
          message: `\`${demo.name}\` has changed since it was shown`,
          hint: 'look at it again',
        }
      const { approved, problem } = readApproved(file)
      if (problem) return problem
      return writeApproved(file, { ...approved, [hash]: { name: demo.name, folder: demo.folder } })
    },
  }
}

/** By real paths: a link under the package may lead out of it. */
function isUnder(folder: string, root: string): boolean {
  return (realpathSync(folder) + sep).startsWith(realpathSync(root) + sep)
}

export { describe } from './trust-describe.ts'
