import { createHash } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { Problem } from '../../core/base/problem.ts'
import { defined } from '../../core/base/defined.ts'
import { createSeals } from './seal.ts'
import { configFolder, unkept } from '../base/state-folder.ts'
import type { Before } from './describe-demo.ts'
import { readApproved, writeApproved } from './approvals-file.ts'
import type { Approval, Approved } from './approvals-file.ts'

/** A demo, or a deck: a folder from which something would run. */
export interface Folder {
  readonly name: string
  readonly folder: string
}

/** Which demos may run live here: those whose folder is still what somebody approved. */
export interface Trust {
  /**
   * Is the demo part of the program, or approved in this folder as it stands now? One changed byte ends
   * an approval, and what cannot be read is not trusted. What lies where its setup makes files must be
   * what was shown, or what its last run left there. Ask before anything of the demo runs.
   */
  isTrusted(demo: Folder): boolean
  /**
   * As `isTrusted`, for a demo that runs already: what lies where its setup makes files does not matter
   * then. Cheap as long as nothing changes.
   */
  holds(demo: Folder): boolean
  /** Is it part of the program? Then its files are not checked. */
  isPart(demo: Folder): boolean
  /** A hash of all that an approval covers (`Seals.covered`). Throws if something cannot be read. */
  seal(demo: Folder): string
  /** The hash to approve. Take it before reading the demo for `sheetOf`. Throws if something cannot be read. */
  hash(demo: Folder): string
  /**
   * Remembers the approval of what was shown. Returns a problem, and approves nothing, if the folder has
   * changed since `hash` was taken, or if the approvals cannot be read or written.
   */
  approve(demo: Folder, hash: string, how?: How): Problem | null
  /**
   * Call it when a run of the demo has ended: what the run left where setup makes files needs no new
   * approval. Call it only if the demo was trusted when the run began.
   */
  left(demo: Folder): Problem | null
  /** The latest approval of this folder, even if its content has changed since; null: there is none. */
  before(demo: Folder): Before | null
  /**
   * Are its commands the presenter's own, as part of the program or because it was recorded on this
   * machine? Then its author may edit it during `present --watch`.
   */
  isOwn(demo: Folder): boolean
  /** Why approvals cannot be read or remembered; null: they can. */
  unkept(): Problem | null
}

export interface How {
  /** What was shown, to show later what has changed. */
  readonly lines?: readonly string[]
  readonly own?: boolean
}

/** How many characters of lines are kept with an approval, so that the file stays small. */
const KEPT = 256 * 1024

/** Why a demo that nobody approved here stays in replay, and what to do. */
export function notApproved(demo: string): string {
  return `not approved on this machine; run: cuecast trust ${demo}`
}

/** Why a demo that was approved runs nothing more. */
export function hasChanged(demo: string): string {
  return `changed since it was approved; run: cuecast trust ${demo}`
}

/** The list of approvals, in the user's own folder for settings. */
export function trustFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(configFolder(env), 'trust.json')
}

/**
 * `own` is the root of the package. What lies under it is trusted without a check, because whoever can
 * write there can change the program itself. `today` gives the day of an approval, such as `2026-11-03`.
 */
export function createTrust(own: string, file: string, today?: () => string): Trust {
  const seals = createSeals(Date.now)
  const approvals = keepApproved(file)
  const latest = (demo: Folder): Approval | undefined =>
    Object.values(approvals().approved).findLast((one) => isSame(one.folder, demo.folder))
  /** The approval with this seal; undefined if there is none. */
  const approvalOf = (seal: string): Approval | undefined => {
    const { approved } = approvals()
    return Object.hasOwn(approved, seal) ? approved[seal] : undefined
  }
  const isOurs = (demo: Folder) => {
    try {
      return isUnder(demo.folder, own)
    } catch {
      return false // Gone since the library saw it.
    }
  }
  /** False too for a demo that cannot be read, or that is gone since the library saw it. */
  const allows = (demo: Folder, by: (approval: Approval) => boolean) => {
    try {
      if (isUnder(demo.folder, own)) return true
      const approval = approvalOf(seals.covered(demo.folder))
      return approval !== undefined && by(approval)
    } catch {
      return false
    }
  }
  const hash = ({ folder }: Folder) => {
    const [covered, made] = [seals.covered(folder), seals.made(folder)]
    if (made === undefined) return covered
    return createHash('sha256').update(`${covered} ${made}`).digest('hex')
  }
  return {
    isTrusted: (demo) =>
      allows(demo, ({ made }) => {
        const now = seals.made(demo.folder)
        return now === undefined || now === made
      }),
    holds: (demo) => allows(demo, () => true),
    isPart: isOurs,
    seal: (demo) => seals.covered(demo.folder),
    hash,
    approve(demo, shown, { lines, own: mine } = {}) {
      if (hash(demo) !== shown)
        return {
          file: demo.folder,
          message: `\`${demo.name}\` has changed since it was shown`,
          hint: 'look at it again',
        }
      const { approved, problem } = approvals()
      if (problem) return problem
      const seal = seals.covered(demo.folder)
      const made = seals.made(demo.folder)
      const kept = lines && lines.reduce((sum, line) => sum + line.length, 0) <= KEPT
      const approval = {
        name: demo.name,
        folder: demo.folder,
        ...defined({
          on: today?.(),
          own: mine === true ? true : undefined,
          made,
          lines: kept ? [...lines] : undefined,
        }),
      }
      // The same folder once more becomes the latest, and only the latest keeps its lines.
      const others = Object.entries(approved).filter(([other]) => other !== seal)
      const slim = others.map(([other, { lines: old, ...rest }]) =>
        old && !isSame(rest.folder, demo.folder) ? [other, { ...rest, lines: old }] : [other, rest],
      )
      return writeApproved(file, Object.fromEntries([...slim, [seal, approval]]) as Approved)
    },
    left(demo) {
      if (isOurs(demo)) return null
      try {
        const { approved } = approvals()
        const seal = seals.covered(demo.folder)
        const approval = approvalOf(seal)
        const now = seals.made(demo.folder)
        if (!approval || approval.made === now) return null
        const { made: _, ...rest } = approval
        const noted = { ...rest, ...defined({ made: now }) }
        return writeApproved(file, { ...approved, [seal]: noted })
      } catch {
        // It is gone, or too large to be hashed: the next start asks for an approval.
        return null
      }
    },
    before(demo) {
      const found = latest(demo)
      if (!found) return null
      return defined({ on: found.on, lines: found.lines })
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

/** Reads the approvals again only when their file has changed, because every step asks for them. */
function keepApproved(file: string): () => ReturnType<typeof readApproved> {
  let known: { stamp: string; read: ReturnType<typeof readApproved> } | null = null
  return () => {
    try {
      const { ino, size, mode, ctimeNs } = statSync(file, { bigint: true })
      const stamp = [ino, size, mode, ctimeNs].join(' ')
      if (known?.stamp !== stamp) known = { stamp, read: readApproved(file) }
      return known.read
    } catch {
      return readApproved(file)
    }
  }
}

const isSame = (a: string, b: string) => resolve(a) === resolve(b)

/** Compares real paths, because a link in the package may lead out of it. */
function isUnder(folder: string, root: string): boolean {
  return (realpathSync(folder) + sep).startsWith(realpathSync(root) + sep)
}
