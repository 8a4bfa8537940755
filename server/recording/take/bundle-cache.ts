import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { encodeTake } from '../../../core/recording/bundle-codec.ts'
import { publicDemo } from '../../../core/demo/model.ts'
import type { Demo } from '../../../core/demo/model.ts'
import { DEFAULT_SIZE } from '../../../core/base/event.ts'
import { sizeOf } from '../../../core/recording/take.ts'
import { createChunkStore } from './chunk-store.ts'
import type { LibraryDemo } from '../../library/library.ts'
import { redact } from '../../../core/terminal/redact/pieces.ts'
import { defined } from '../../../core/base/defined.ts'
import { secretsFound } from '../../terminal/process/secret-values.ts'
import { coverDemo } from '../../library/redact-content.ts'
import { describeProblem } from '../../library/describe-problem.ts'
import { loadTake } from './load-take.ts'

interface Made {
  readonly bundle: DemoBundle
  /** By their address. */
  readonly chunks: ReadonlyMap<string, Uint8Array>
}

/**
 * What a page needs of a demo: its texts and its recording. The socket says whether the demo may run
 * here, because an approval changes that. Chunks of long steps have addresses under `base`.
 */
async function make(found: LibraryDemo, base: string): Promise<Made> {
  const { demo } = found
  const store = createChunkStore()
  const secrets = secretsFound(found, process.env)
  const taken =
    demo === null ? null : await loadTake(join(found.folder, 'take'), demo, secrets, store)
  const chunks = await store.all()
  const problems = found.problems.map((one) =>
    redact(describeProblem(one, one.file === found.file ? found.source : undefined), secrets),
  )
  // For a cast only the place is shown, because its lines are long and no author wrote them.
  const damage = taken?.problems.map((one) => redact(describeProblem(one), secrets)) ?? []
  const whenAny = (lines: readonly string[]) => (lines.length > 0 ? lines : undefined)
  const shown = demo ? coverDemo(demo, secrets) : unreadable(found.name)
  const bundle = {
    demo: { ...publicDemo(shown), size: sizeOf(shown, taken?.value ?? null) },
    take: taken?.value
      ? { ...encodeTake(taken.value), ...defined({ chunks: chunks.length > 0 ? base : undefined }) }
      : null,
    ...defined({
      replayOnly: found.problems.length > 0 ? 'its script has problems' : undefined,
      problems: whenAny(problems),
      damage: whenAny(damage),
    }),
  }
  return { bundle, chunks: new Map(chunks.map((bytes, n) => [`${base}${n}`, bytes])) }
}

/** The bundles of all demos, and the chunks of those that were made. */
export interface Bundles {
  of(found: LibraryDemo): Promise<DemoBundle>
  /** The last bundle of a demo, for one whose folder has disappeared during the talk; null if there is none. */
  last(name: string): Promise<DemoBundle> | null
  /** By their address. The map is replaced, never changed: compare it to see whether chunks changed. */
  chunks(): ReadonlyMap<string, Uint8Array>
}

/**
 * Bundles are made once and kept until a file of theirs changes: reading a large take costs seconds
 * of work, which must not be done again during a talk. `damaged` hears of each that has a recording
 * which cannot be read.
 */
export function keepBundles(
  damaged: (demo: string, damage: readonly string[]) => void = () => {},
): Bundles {
  const kept = new Map<string, { stamp: string; bundle: Promise<DemoBundle> }>()
  /** The chunks of the last two recordings: a page that was opened with the earlier one still asks for its own. */
  const made = new Map<string, readonly Made['chunks'][]>()
  let chunks: Made['chunks'] = new Map()
  return {
    of(found) {
      const stamp = stampOf(found)
      const known = kept.get(found.name)
      if (known?.stamp === stamp) return known.bundle
      // The content at an address never changes: a new take gets new addresses.
      const tag = createHash('sha256').update(stamp).digest('base64url').slice(0, 12)
      const bundle = make(found, `/demos/${found.name}/${tag}/`).then((all) => {
        if (kept.get(found.name)?.stamp === stamp) {
          const before = made.get(found.name)?.slice(0, 1) ?? []
          made.set(found.name, [all.chunks, ...before])
          chunks = new Map([...made.values()].flat().flatMap((one) => [...one]))
          if (all.bundle.damage) damaged(found.name, all.bundle.damage)
        }
        return all.bundle
      })
      kept.set(found.name, { stamp, bundle })
      return bundle
    },
    last: (name) => kept.get(name)?.bundle ?? null,
    chunks: () => chunks,
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
    name,
    title: name,
    size: DEFAULT_SIZE,
    live: false,
    env: {},
    requires: [],
    mask: [],
    redact: [],
    panes: [],
    steps: [],
  }
}
