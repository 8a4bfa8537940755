import type { Clock } from '../../core/base/clock.ts'
import { binariesOf, requirementsOf } from '../../core/demo/model.ts'
import type { Demo, StepId } from '../../core/demo/model.ts'
import { prerequisitesOf } from '../../core/health/prerequisite.ts'
import type { Needed } from '../../core/health/prerequisite.ts'
import { environment } from '../terminal/process/environment.ts'
import { demosOn, type NamedStage } from '../library/read-deck.ts'
import type { LibraryDeck, LibraryDemo } from '../library/library.ts'
import type { Machine } from './machine.ts'
import { locate } from './probe.ts'
import type { Folder } from '../trust/trust.ts'

/** A demo, and whether its commands were approved on this machine. */
export interface Looked {
  readonly found: LibraryDemo
  readonly trusted: boolean
  /** Why it is not trusted, for people. */
  readonly why?: string | undefined
}

export interface HealthOptions {
  deck(name: string): LibraryDeck | undefined
  /** Whether this deck's own HTML is approved. */
  approved(deck: LibraryDeck): boolean
  demo(name: string): Looked | undefined
  /** Whether the demo is still what was approved. It is called before each probe; absent: yes. */
  may?(demo: Folder): boolean
  readonly machine: Machine
  readonly clock: Clock
  /** The mark of the processes that are run; see server/terminal/process/environment.ts. */
  readonly mark: (demo: string) => string
  /** The server was told to run nothing. */
  readonly replay: boolean
  /** Why, where nobody asked for replay only. */
  readonly replayWhy?: string
  /** Whether its setup has been run. Then the demo itself may listen on its ports. */
  readonly begun: (demo: string) => boolean
  /** Why the stage would not run a demo, whatever the other findings; null or absent: it would. */
  readonly against?: (demo: string) => string | null
  /** Called with a bug; the examination is given up. */
  readonly complain: (what: string) => void
}

/** A demo of the deck, with those of its steps that are on slides. */
export interface Member {
  readonly name: string
  readonly stages: readonly NamedStage[]
  readonly looked: Looked | undefined
  readonly demo: Demo | null
  readonly folder: string
  /** Whether anything of it may be run. */
  readonly runs: boolean
  readonly steps: readonly StepId[]
}

export function castOf(deck: LibraryDeck, options: HealthOptions): readonly Member[] {
  return [...demosOn(deck.stages)].map((name) => {
    const stages = deck.stages.filter(({ demo }) => demo === name)
    const looked = options.demo(name)
    const demo = looked?.found.demo ?? null
    const runs = !options.replay && looked?.trusted === true && demo?.live === true
    const shown = stages.flatMap((stage) => shownOn(stage, demo))
    const steps = demo?.steps.map(({ id }) => id).filter((id) => shown.includes(id)) ?? []
    return { name, stages, looked, demo, folder: looked?.found.folder ?? '.', runs, steps }
  })
}

/** The steps that a stage shows: those of its range, or all where it has no valid range. */
export function shownOn(
  { from, to }: Pick<NamedStage, 'from' | 'to'>,
  demo: Demo | null,
): readonly StepId[] {
  const ids = demo?.steps.map(({ id }) => id) ?? []
  const [first, last] = [ids.indexOf(from ?? ''), ids.indexOf(to ?? '')]
  return ids.slice(Math.max(0, first), last === -1 ? undefined : last + 1)
}

/** One need of one demo. */
export interface Question {
  readonly demo: Demo
  readonly folder: string
  readonly need: Needed
}

export const key = ({ demo, need }: Question) => `${demo.name} ${JSON.stringify(need.need)}`

/** The requirements of the steps on the slides; none for a demo that may not run. */
export function questions({ demo, folder, runs, steps }: Member): readonly Question[] {
  if (!demo || !runs) return []
  return prerequisitesOf(demo)
    .filter((need) => need.steps?.some((step) => steps.includes(step)) ?? true)
    .map((need) => ({ demo, folder, need }))
}

export const envOf = (demo: Demo, { mark }: HealthOptions) =>
  environment({ layers: [demo.env], mark: mark(demo.name) })

/** The binaries that a demo requires and that this machine has, with their paths. */
export function toolsOf(demo: Demo, folder: string, options: HealthOptions) {
  const env = envOf(demo, options)
  return binariesOf(requirementsOf(demo)).flatMap((name) => {
    const place = locate(name, { folder, env })
    return place === undefined ? [] : { name, place }
  })
}
