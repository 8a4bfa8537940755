import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoBundle } from '../core/bundle.ts'
import { encodeTake } from '../core/bundle-codec.ts'
import { publicDemo } from '../core/demo.ts'
import type { Demo } from '../core/demo.ts'
import { DEFAULT_SIZE } from '../core/event.ts'
import type { LibraryDemo } from './library.ts'
import { secretsOf } from './secrets.ts'
import { show } from './shelf-library.ts'
import { loadTake } from './take.ts'
import { notApproved } from './trust.ts'

/** What a page needs of a demo: its words, its recording, and why it cannot run live here. */
async function bundleOf(found: LibraryDemo, trusted: boolean): Promise<DemoBundle> {
  const { demo } = found
  const taken =
    demo === null
      ? null
      : await loadTake(join(found.folder, 'take'), demo, secretsOf(demo, process.env))
  const problems = [...found.problems, ...(taken?.problems ?? [])].map((one) =>
    // Of a cast only the place is told: its lines are long, and not the author's words.
    show(one, one.file === found.file ? found.source : undefined),
  )
  const why =
    found.problems.length > 0 ? 'its script has problems' : trusted ? null : notApproved(found.name)
  return {
    demo: publicDemo(demo ?? unreadable(found.name)),
    take: taken?.value ? encodeTake(taken.value) : null,
    ...(why === null ? {} : { replayOnly: why }),
    ...(problems.length === 0 ? {} : { problems }),
  }
}

/**
 * Bundles are made once and kept until a file of theirs changes: reading a large take holds up the
 * server for longer than its silence is believed, which must not happen during a talk.
 */
export function keepBundles(
  trusted: (demo: LibraryDemo) => boolean,
): (found: LibraryDemo) => Promise<DemoBundle> {
  const kept = new Map<string, { stamp: string; bundle: Promise<DemoBundle> }>()
  return (found) => {
    const trust = trusted(found)
    const stamp = `${trust} ${stampOf(found)}`
    const known = kept.get(found.name)
    if (known?.stamp === stamp) return known.bundle
    const bundle = bundleOf(found, trust)
    kept.set(found.name, { stamp, bundle })
    return bundle
  }
}

/** Changes when the script or a file of the take does. */
function stampOf({ folder, file, demo }: LibraryDemo): string {
  const casts = demo?.panes.map(({ id }) => join(folder, 'take', `${id}.cast`)) ?? []
  return [file, join(folder, 'take', 'take.json'), ...casts]
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stats) => `${stats?.mtimeMs}/${stats?.ctimeMs}/${stats?.size}`)
    .join(' ')
}

/** Stands for a demo of which nothing could be read, so that its slide can say so. */
function unreadable(name: string): Demo {
  return {
    ...{ name, title: name, size: DEFAULT_SIZE, live: false, env: {} },
    ...{ requires: [], mask: [], redact: [], panes: [], steps: [] },
  }
}
