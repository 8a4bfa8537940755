import { seeded } from '../../base/clock.ts'
import type { Random } from '../../base/clock.ts'
import type { StepId } from '../../demo/model.ts'
import type { Ms } from '../../base/event.ts'

/** The faults that can hit a talk, in the words of the report. */
export const FAULTS = {
  hang: 'the command hung',
  freeze: 'the server froze',
  kill: 'the server was killed',
  cut: 'the socket was cut',
  flap: 'the socket flapped',
  reload: 'the page was reloaded',
  double: 'next was pressed twice',
  disk: 'the disk was full',
  docker: 'Docker stopped',
} as const
export type Fault = keyof typeof FAULTS

/**
 * The shortest and longest duration of each fault. The longest is within the patience of most
 * steps.
 */
const LASTS: Readonly<Record<Fault, readonly [Ms, Ms]>> = {
  hang: [1_000, 6_000],
  // A page waits two seconds for a silent server: some of these are shorter, some longer.
  freeze: [500, 5_000],
  kill: [300, 3_000],
  flap: [1_000, 4_000],
  // These take no time: they end at once, or when the stage can continue.
  cut: [0, 0],
  reload: [0, 0],
  disk: [0, 0],
  docker: [0, 0],
  // The time between the two presses, as clickers bounce.
  double: [20, 100],
}

/** The longest time from the press to its fault, which hits the typing or the command. */
const LATEST: Ms = 1_500
/** Faults that need a step; the others may also come between two slides. */
const OF_STEPS: ReadonlySet<Fault> = new Set(['hang', 'double', 'docker'])
/** The chance of a further fault at a press, besides one fault of each kind. */
const MORE = 0.3

/** One press of *next* in a talk: a step of a stage, or the one that leaves a slide. */
export interface PlannedPress {
  /** As the page names it: `stage 0/2` (the third step of the first stage), or `slide 4`. */
  readonly key: string
  /** For people: `welcome/rocket`, or `slide 5`. */
  readonly says: string
  readonly step?: StepId
  /** Whether its demo uses Docker. */
  readonly docker?: boolean
}

export interface Injection {
  readonly key: string
  readonly says: string
  readonly fault: Fault
  /** After the press. */
  readonly after: Ms
  readonly lasts: Ms
}

export interface ChaosPlan {
  readonly seed: number
  /** In the order of the talk. */
  readonly injections: readonly Injection[]
  /** The faults for which no press was left. */
  readonly left: readonly Fault[]
}

/**
 * Plans the faults; the same seed, presses and faults give the same plan. A press has one fault at
 * most, and each of `faults` comes once before any comes twice. Docker is only stopped during demos
 * that use it.
 */
export function planChaos(
  seed: number,
  presses: readonly PlannedPress[],
  faults: readonly Fault[] = Object.keys(FAULTS) as Fault[],
): ChaosPlan {
  const random = seeded(seed)
  const fits = (fault: Fault, { step, docker }: PlannedPress) =>
    step === undefined ? !OF_STEPS.has(fault) : fault !== 'docker' || docker === true
  const possible = faults.filter((fault) => fault !== 'docker' || presses.some((p) => p.docker))
  const chosen = new Map<PlannedPress, Fault>()
  const left: Fault[] = []
  // Faults that fit few presses choose first.
  const order = shuffled(possible, random).sort((a, b) => choosiness(b) - choosiness(a))
  for (const fault of order) {
    const free = presses.filter((press) => !chosen.has(press) && fits(fault, press))
    // A fault prefers the press of a step.
    const steps = free.filter(({ step }) => step !== undefined)
    const press = pick(steps.length > 0 ? steps : free, random)
    if (press) chosen.set(press, fault)
    else left.push(fault)
  }
  for (const press of presses) {
    // Each press draws a random number, used or not: then one more press does not change all later
    // ones.
    const more = random() < MORE
    const fault = pick(
      possible.filter((one) => fits(one, press)),
      random,
    )
    if (more && fault && !chosen.has(press)) chosen.set(press, fault)
  }
  const injections = presses.flatMap((press): Injection[] => {
    const fault = chosen.get(press)
    const [after, lasts] = [random(), random()]
    if (fault === undefined) return []
    const [least, most] = LASTS[fault]
    return [
      {
        key: press.key,
        says: press.says,
        fault,
        after: fault === 'double' || fault === 'docker' || fault === 'disk' ? 0 : upTo(after),
        lasts: Math.round(least + lasts * (most - least)),
      },
    ]
  })
  return { seed, injections, left }
}

const choosiness = (fault: Fault) => (fault === 'docker' ? 2 : OF_STEPS.has(fault) ? 1 : 0)
const upTo = (chance: number) => Math.round(chance * LATEST)
const pick = <T>(from: readonly T[], random: Random): T | undefined =>
  from[Math.floor(random() * from.length)]

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const chances = list.map((one) => ({ one, chance: random() }))
  return chances.sort((a, b) => a.chance - b.chance).map(({ one }) => one)
}
