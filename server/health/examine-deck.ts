import type { Demo } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Answer } from '../../core/health/prerequisite.ts'
import { castOf, envOf, key, questions, toolsOf } from './deck-demos.ts'
import type { HealthOptions, Member, Question } from './deck-demos.ts'
import { put } from './findings.ts'
import type { Look, Version } from './findings.ts'
import { askMachine, clockFindings } from './machine.ts'
import { secretsOf } from '../terminal/process/secret-values.ts'
import type { TakeHealth } from './take-health.ts'
import { runBounded } from '../base/bounded-pool.ts'

/** How many probes run at a time. More would slow each other down on a small laptop. */
const WIDTH = 8
/**
 * How many probes run at a time during a talk, in which an examination must not slow down the
 * laptop.
 */
const QUIET_WIDTH = 2
/**
 * The longest time for one probe. Most take a tenth of a second; one that takes this long hangs, or
 * will hang on stage.
 */
const LIMIT: Ms = 5_000
/**
 * The longest time for the probes of an examination. An examination of thirty steps has to end
 * within 15 s even if every probe hangs; the rest of that time is for starting and ending them
 * (server/terminal/process/kill-tree.ts, up to 3 s).
 */
const TOTAL: Ms = 10_000

/** Examines a deck in its current state. Null: there is no deck of this name. */
export async function examineDeck(name: string, options: HealthOptions): Promise<Look | null> {
  const deck = options.deck(name)
  if (!deck) return null
  const cast = castOf(deck, options)
  const until = options.clock.now() + TOTAL
  const asked = cast.flatMap((member) => questions(member).filter((one) => !isOwn(one, options)))
  const folders = cast.map(({ folder }) => folder)
  const [answers, takes, versions, found] = await Promise.all([
    answer(asked, options, WIDTH, until),
    readTakes(cast, options, until),
    readVersions(cast, options, until),
    askMachine(options.machine, folders, { clock: options.clock, limit: LIMIT, until }),
  ])
  const recorded = [...takes.values()].map((take) => Date.parse(take.recorded ?? '') || 0)
  const machine = [...found, ...clockFindings(options.machine, Math.max(0, ...recorded))]
  return put(deck, options, cast, { answers, takes, versions, machine })
}

/**
 * Examines a deck again during a talk, but only what can change and is cheap to check. Results for
 * ports, ssh and takes are kept from before: the demo itself may use the ports now, a login by ssh
 * leaves traces on other machines, and takes do not change. A check that fails is repeated once
 * before it counts.
 */
export async function examineAgain(before: Look, options: HealthOptions): Promise<Look | null> {
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
  const { clock, machine } = options
  const answers = await runBounded<Answer>(
    asked.map(({ demo, folder, need }) => async (limit) => {
      if (options.may?.({ name: demo.name, folder }) === false) return { at: 'unasked' }
      return machine.probe(need.need, {
        folder,
        limit,
        clock,
        env: envOf(demo, options),
        secrets: secretsOf(demo, process.env),
      })
    }),
    {
      width,
      clock,
      each: { limit: LIMIT, late: { at: 'late', after: LIMIT } },
      until: { at, late: { at: 'unasked' } },
    },
  )
  return new Map(asked.map((one, n) => [key(one), answers[n] ?? { at: 'unasked' }]))
}

async function readTakes(
  cast: readonly Member[],
  { clock, machine }: HealthOptions,
  at: Ms,
): Promise<ReadonlyMap<string, TakeHealth>> {
  const why = 'its recording was not read to its end: there was no time'
  const late: TakeHealth = {
    found: { findings: [{ costs: 'nothing', why }], steps: new Map() },
    tools: {},
  }
  const there = cast.flatMap(({ name, looked }) => (looked?.found.demo ? { name, looked } : []))
  const health = await runBounded(
    there.map(
      ({ looked }) =>
        () =>
          machine.take(looked.found),
    ),
    // This process reads the takes itself, so two at a time would not be faster.
    { width: 1, each: { limit: TOTAL, late }, until: { at, late }, clock },
  )
  return new Map(there.map(({ name }, n) => [name, health[n] ?? late]))
}

/** The versions of the binaries that the demos require, by their paths. */
async function readVersions(
  cast: readonly Member[],
  options: HealthOptions,
  at: Ms,
): Promise<Look['versions']> {
  const places = new Map<string, { name: string; demo: Demo; folder: string }>()
  for (const { demo, folder, runs } of cast)
    for (const { name, place } of demo && runs ? toolsOf(demo, folder, options) : [])
      if (demo) places.set(place, { name, demo, folder })
  const { clock, machine } = options
  const versions = await runBounded<Version>(
    [...places.values()].map(({ name, demo, folder }) => async (limit) => {
      const found = await machine.version(name, {
        folder,
        limit,
        clock,
        env: envOf(demo, options),
      })
      return { found }
    }),
    {
      width: 2,
      clock,
      each: { limit: LIMIT, late: 'late' },
      until: { at, late: 'late' },
    },
  )
  return new Map([...places.keys()].map((place, n) => [place, versions[n] ?? 'late']))
}
