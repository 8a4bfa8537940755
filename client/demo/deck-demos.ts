import { FIRST_BUNDLES, type DemoBundle } from '../../core/recording/bundle.ts'
import type { Clock } from '../../core/base/clock.ts'
import type { PublicDemo } from '../../core/demo/model.ts'
import { bundleOf } from '../recording/load-bundle.ts'
import { createChunks } from '../recording/chunk-loader.ts'
import type { PlaybackSpeed } from '../recording/playback-speed.ts'
import type { Live } from './live-driver.ts'
import { createPlay, type Play } from './play.ts'
import {
  createRecordings,
  nearest,
  type Recording,
  type Recordings,
} from '../recording/recordings.ts'
import { replaysOf } from './replays.ts'

/** Milliseconds after which a request is given up, or a step would wait for it for ever. */
const LATE = 5_000
async function fetchChunk(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(LATE) })
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return answer.arrayBuffer()
}

/** The demos of a deck. A demo whose script is in the page is there at once, its recording comes later. */
export interface DeckDemos {
  readonly recordings: Recordings
  /** Resolves when the demos have come whose script is not in the page, as it may be broken. */
  readonly others: Promise<void>
  /** Opens all that are known by now, in no order. `live`: how each reaches its terminals. */
  open(live: (name: string) => Live): ReadonlyMap<string, Play>
}

/** `demos`: in the order in which slides show them. The recordings of the first are asked for at once. */
export function createDeckDemos(
  demos: readonly string[],
  words: readonly PublicDemo[],
  clock: Clock,
  tempo: PlaybackSpeed,
): DeckDemos {
  const plays = new Map<string, Play>()
  const known = new Map<string, DemoBundle>(words.map((demo) => [demo.name, { demo, take: null }]))
  const early = new Map<string, DemoBundle>()
  const recordings = createRecordings(known.keys(), async (name) => {
    const found = (await bundleOf(name))[0]?.[1]
    if (!found) return false
    const play = plays.get(name)
    if (play) play.come(recordingOf(found))
    else early.set(name, found)
    return true
  })
  function recordingOf(bundle: DemoBundle): Recording {
    const chunks = createChunks(bundle.take, fetchChunk, clock)
    return { bundle, replays: replaysOf(bundle, clock, tempo, chunks), ahead: chunks.ahead }
  }

  const rest = demos.filter((name) => !known.has(name)).map((name) => bundleOf(name))
  for (const name of demos.slice(0, FIRST_BUNDLES)) void recordings.need(name)
  return {
    recordings,
    others: Promise.all(rest).then((all) => {
      for (const [name, bundle] of all.flat()) early.set(name, bundle)
    }),
    open(live) {
      for (const [name, bundle] of new Map([...known, ...early])) {
        const options = {
          live: live(name),
          mode: 'live',
          load: () => recordings.need(name),
        } as const
        const here = early.get(name)
        plays.set(
          name,
          createPlay(here ? { ...recordingOf(here), ...options } : { bundle, ...options }),
        )
      }
      early.clear()
      return plays
    },
  }
}

/** The demos on a slide. */
export function demosOn(slide: HTMLElement): readonly string[] {
  return hostsIn(slide).map(({ dataset }) => dataset['demo'] ?? '')
}

/** The demos nearest to the slide that is on, whichever that is when it is asked. */
export function nearestOf(root: HTMLElement, current: () => HTMLElement) {
  const hosts = hostsIn(root)
  const order = hosts.map(({ dataset }) => dataset['demo'] ?? '')
  return (left: ReadonlySet<string>): string | undefined => {
    const slide = current()
    const after = hosts.findIndex(
      (host) => (slide.compareDocumentPosition(host) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
    )
    // A demo that is on no slide comes last.
    return nearest(order, after === -1 ? hosts.length - 1 : after, left) ?? [...left][0]
  }
}

const hostsIn = (element: HTMLElement) => [...element.querySelectorAll<HTMLElement>('.stage')]
