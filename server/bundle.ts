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

/** What a page needs of a demo: its words, its recording, and why it cannot run live here. */
export async function bundleOf(found: LibraryDemo, trusted: boolean): Promise<DemoBundle> {
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
    found.problems.length > 0 ? 'its script has problems' : trusted ? null : untrusted(found.name)
  return {
    demo: publicDemo(demo ?? unreadable(found.name)),
    take: taken?.value ? encodeTake(taken.value) : null,
    ...(why === null ? {} : { replayOnly: why }),
    ...(problems.length === 0 ? {} : { problems }),
  }
}

const untrusted = (name: string) => `not approved on this machine; run: cuecast trust ${name}`

/** Stands for a demo of which nothing could be read, so that its slide can say so. */
function unreadable(name: string): Demo {
  return {
    ...{ name, title: name, size: DEFAULT_SIZE, live: false, env: {} },
    ...{ requires: [], mask: [], redact: [], panes: [], steps: [] },
  }
}
