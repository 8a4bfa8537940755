import { realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Demo } from '../../core/demo/model.ts'
import { uncovered } from '../../core/trust/mentioned-paths.ts'
import type { Spoken } from '../../core/trust/mentioned-paths.ts'
import type { Unseen } from '../../core/trust/sheet.ts'
import type { FolderFile, FolderLayout } from '../files/folder-files.ts'

interface About {
  readonly demo: Demo
  readonly layout: FolderLayout
  /** All files of the folder. */
  readonly found: readonly FolderFile[]
  /** The text of all that runs, as far as it can be read. */
  readonly spoken: readonly Spoken[]
}

/** What no approval covers: what setup makes, links out of the folder, and paths that scripts mention. */
export function mentions(folder: string, about: About): readonly Unseen[] {
  const { demo, layout, found, spoken } = about
  const root = realpathSync(folder)
  const left = [...layout.made, ...layout.recording]
  const covers = (path: string) => !left.some((one) => `${path}/`.startsWith(`${one}/`))
  /** Where a link leads, relative to the folder; null if it leads out of it. */
  const inside = (path: string, target: string): string | null => {
    const way = relative(root, endOf(join(root, path), target))
    return way === '..' || way.startsWith(`..${sep}`) ? null : way
  }
  const astray = found.filter(({ kind, path, target }) => {
    if (kind === 'other' || kind === 'shut') return true
    if (kind !== 'link') return false
    const end = inside(path, target ?? '')
    return end === null || !covers(end)
  })
  const env = Object.assign({}, demo.env, ...demo.panes.map((pane) => pane.env)) as Demo['env']
  const ways = new Set(astray.map(({ path }) => path))
  const ground = {
    env,
    covers: (path: string) =>
      covers(path) && ![...ways].some((one) => `${path}/`.startsWith(`${one}/`)),
  }
  return [
    ...layout.made.map((path) => ({ where: 'made by setup', path })),
    ...astray.map(({ kind, path, target }) =>
      kind === 'link'
        ? { where: 'a link', path: `${path} → ${target}` }
        : { where: kind === 'shut' ? 'cannot be read' : 'not a file', path },
    ),
    ...uncovered(spoken, ground),
  ]
}

/** The real path of a link's target; for a target that does not exist, the path that the link names. */
function endOf(link: string, target: string): string {
  try {
    return realpathSync(link)
  } catch {
    return resolve(link, '..', target)
  }
}
