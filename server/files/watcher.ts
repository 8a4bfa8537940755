import { readdirSync, statSync, watch as watchFolder } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { layoutOf } from './folder-files.ts'

/** The names of decks and demos that were changed, added or removed. */
export interface ChangedNames {
  readonly decks: readonly string[]
  readonly demos: readonly string[]
}

/** Editors write, rename and touch a file within this time, so it is read after that. */
const QUIET: Ms = 60
/**
 * Files are checked this often even without an event: some disks give no events, and neither does a
 * folder that was removed and made anew.
 */
const LOOK: Ms = 2_000
/** The most files of one deck or demo that are watched; nobody writes more by hand. */
const MOST = 2_000

/**
 * Tells which decks and demos below `roots` have changed. An event of the file system only starts a
 * comparison of names, times and sizes, because events differ between systems and editors: a save by
 * rename or several quick saves are one change, and an editor's own files are none. `take/` counts
 * as changed only when it is replaced as a whole.
 */
export function watchLibrary(
  roots: readonly string[],
  clock: Clock,
  told: (changed: ChangedNames) => void,
): Stop {
  const watchers = new Map<string, { watcher: FSWatcher; id: string }>()
  let known = look()
  let stopTimer: Stop = () => {}
  let stopped = false
  rest()

  function look(): ReadonlyMap<string, string> {
    const folders = new Map<string, string>()
    const found = new Map<string, string>()
    for (const root of new Set(roots)) {
      note(root)
      for (const kind of ['slides', 'demos']) {
        for (const name of note(join(root, kind)))
          if (!found.has(`${kind}/${name}`)) found.set(`${kind}/${name}`, stamp(root, kind, name))
      }
    }
    follow(folders)
    return found

    /** Notes a folder to be watched. Returns the names in it; none if there is no such folder. */
    function note(path: string): readonly string[] {
      try {
        const { ino, birthtimeMs } = statSync(path)
        const names = readdirSync(path).filter((name) => !isEditors(name))
        folders.set(path, `${ino} ${birthtimeMs}`)
        return names.sort()
      } catch {
        return [] // It is missing, or not a folder: its parent tells when it comes.
      }
    }
    function stamp(root: string, kind: string, name: string): string {
      const folder = join(root, kind, name)
      const left = new Set(kind === 'demos' ? leftOut(folder) : [])
      const stamps: string[] = []
      const walk = (path: string, label: string) => {
        for (const entry of note(path)) {
          const below = label === '' ? entry : `${label}/${entry}`
          const stats = statSync(join(path, entry), { throwIfNoEntry: false })
          if (!stats || left.has(below) || stamps.length > MOST) continue
          const whole = kind === 'demos' && below === 'take'
          if (stats.isDirectory() && !whole) walk(join(path, entry), below)
          else stamps.push(`${below} ${stats.ino} ${stats.mtimeMs} ${stats.size} ${stats.mode}`)
        }
      }
      walk(folder, '')
      return stamps.join('\n')
    }
  }

  function follow(folders: ReadonlyMap<string, string>): void {
    for (const [path, { watcher, id }] of watchers)
      if (folders.get(path) !== id) {
        watcher.close()
        watchers.delete(path)
      }
    for (const [path, id] of folders) {
      if (watchers.has(path)) continue
      try {
        const watcher = watchFolder(path, { persistent: false }, wake)
        // It was removed, or the system has no more watches to give: the next look finds out.
        watcher.on('error', () => {
          watcher.close()
          watchers.delete(path)
        })
        watchers.set(path, { watcher, id })
      } catch {
        continue
      }
    }
  }

  function wake(): void {
    if (stopped) return
    stopTimer()
    stopTimer = clock.wake(clock.now() + QUIET, again)
  }
  function rest(): void {
    stopTimer = clock.wake(clock.now() + LOOK, again)
  }
  function again(): void {
    const now = look()
    const names = [...new Set([...known.keys(), ...now.keys()])]
    const other = names.filter((name) => known.get(name) !== now.get(name))
    known = now
    rest()
    if (other.length === 0) return
    const of = (kind: string) =>
      other.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length))
    told({ decks: of('slides/'), demos: of('demos/') })
  }

  return () => {
    stopped = true
    stopTimer()
    for (const { watcher } of watchers.values()) watcher.close()
    watchers.clear()
  }
}

/** Whether this is a backup, swap, lock or hidden file, as editors leave beside what they save. */
const isEditors = (name: string) => /^\.|~$|^4913$|^#.*#$|\.(?:sw[a-z]|tmp|bak|part)$/.test(name)

function leftOut(folder: string): readonly string[] {
  try {
    return layoutOf(folder).made
  } catch {
    return []
  }
}
