import type { Clock } from '../core/clock.ts'
import type { Demo } from '../core/demo.ts'
import type { Ms } from '../core/event.ts'
import type { Answer } from '../core/need.ts'
import { castOf, envOf, key, questions, toolsOf } from './deck-cast.ts'
import type { HealthOptions, Member, Question } from './deck-cast.ts'
import { put } from './deck-findings.ts'
import type { Look } from './deck-findings.ts'
import { machineFindings } from './machine.ts'
import { probe } from './probe.ts'
import { takeHealth } from './take-health.ts'
import type { TakeHealth } from './take-health.ts'
import { versionOf } from './tools.ts'
import { inTurns } from './turns.ts'

/** Probes at a time: more would make each other late on a small laptop. */
const WIDTH = 8
/** During a talk a look must not be felt. */
const QUIET_WIDTH = 2
/** A probe takes a tenth of a second; what takes this long hangs, or will on stage. */
const LIMIT: Ms = 5_000
/** All of it, whatever hangs: thirty steps in 15 s, with time to start, and to end what hangs. */
const TOTAL: Ms = 10_000

/** Looks at a deck as it stands now. Null: there is none of that name. */
export async function lookAt(name: string, options: HealthOptions): Promise<Look | null> {
  const deck = options.deck(name)
  if (!deck) return null
  const cast = castOf(deck, options)
  const until = options.clock.now() + TOTAL
  const asked = cast.flatMap((member) => questions(member).filter((one) => !isOwn(one, options)))
  const [answers, takes, versions] = await Promise.all([
    answer(asked, options, WIDTH, until),
    readTakes(cast, options.clock, until),
    readVersions(cast, options, until),
  ])
  const recorded = [...takes.values()].map((take) => Date.parse(take.recorded ?? '') || 0)
  const folders = cast.map(({ folder }) => folder)
  const machine = await machineFindings(options.machine, folders, Math.max(0, ...recorded))
  return put(deck, options, cast, { answers, takes, versions, machine })
}

/**
 * Looks again during a talk: what can change, and cheaply. Ports may be the demo's own by now, ssh
 * leaves traces on other machines, and takes do not rot; of those the last look stands. What fails is
 * asked once more before it is believed.
 */
export async function lookAgain(before: Look, options: HealthOptions): Promise<Look | null> {
  const deck = options.deck(before.health.deck)
  if (!deck) return null
  const cast = castOf(deck, options)
  const cheap = cast.flatMap(questions).filter(({ need }) => CHEAP.has(need.need.type))
  const again = () => options.clock.now() + TOTAL
  const first = await answer(cheap, options, QUIET_WIDTH, again())
  const failed = cheap.filter((one) => first.get(key(one))?.at !== 'met')
  const second = await answer(failed, options, QUIET_WIDTH, again())
  const answers = new Map([...before.answers, ...first, ...second])
  return put(deck, options, cast, { ...before, answers })
}

const CHEAP: ReadonlySet<string> = new Set(['binary', 'command', 'engine', 'image', 'host'])

function isOwn({ demo, need }: Question, { begun }: HealthOptions): boolean {
  return need.need.type === 'port' && begun(demo.name)
}

async function answer(
  asked: readonly Question[],
  options: HealthOptions,
  width: number,
  at: Ms,
): Promise<ReadonlyMap<string, Answer>> {
  const { clock } = options
  const answers = await inTurns<Answer>(
    asked.map(
      ({ demo, folder, need }) =>
        () =>
          probe(need.need, { folder, env: envOf(demo, options), limit: LIMIT, clock }),
    ),
    {
      ...{ width, clock },
      each: { limit: LIMIT, late: { at: 'late', after: LIMIT } },
      until: { at, late: { at: 'unasked' } },
    },
  )
  return new Map(asked.map((one, n) => [key(one), answers[n] ?? { at: 'unasked' }]))
}

async function readTakes(
  cast: readonly Member[],
  clock: Clock,
  at: Ms,
): Promise<ReadonlyMap<string, TakeHealth>> {
  const why = 'its recording was not read to its end: there was no time'
  const late: TakeHealth = {
    found: { findings: [{ costs: 'nothing', why }], steps: new Map() },
    tools: {},
  }
  const there = cast.flatMap(({ name, looked }) => (looked?.found.demo ? { name, looked } : []))
  const health = await inTurns(
    there.map(
      ({ looked }) =>
        () =>
          takeHealth(looked.found),
    ),
    // Reading is work of this process: more at a time would be no faster.
    { width: 1, each: { limit: TOTAL, late }, until: { at, late }, clock },
  )
  return new Map(there.map(({ name }, n) => [name, health[n] ?? late]))
}

/** The versions of what the demos require, by the place of each binary. */
async function readVersions(
  cast: readonly Member[],
  options: HealthOptions,
  at: Ms,
): Promise<ReadonlyMap<string, string | null>> {
  const places = new Map<string, { name: string; demo: Demo; folder: string }>()
  for (const { demo, folder, runs } of cast)
    for (const { name, place } of demo && runs ? toolsOf(demo, folder, options) : [])
      if (demo) places.set(place, { name, demo, folder })
  const versions = await inTurns(
    [...places.values()].map(
      ({ name, demo, folder }) =>
        () =>
          versionOf(name, { cwd: folder, env: envOf(demo, options), limit: LIMIT }),
    ),
    {
      ...{ width: 2, clock: options.clock },
      each: { limit: LIMIT, late: null },
      until: { at, late: null },
    },
  )
  return new Map([...places.keys()].map((place, n) => [place, versions[n] ?? null]))
}
