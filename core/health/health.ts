import * as v from 'valibot'

/**
 * The word of the green room (`cuecast doctor`) for a step. `live`: it can run here. `replay only`:
 * it cannot, but its recording can be played. `broken`: neither is possible.
 */
export const WORDS = ['live', 'replay only', 'broken'] as const
export type Word = (typeof WORDS)[number]

const findingSchema = v.strictObject({
  /**
   * What the step cannot do because of it. `nothing`: the step works, but the presenter should
   * know.
   */
  costs: v.picklist(['nothing', 'live', 'replay', 'both']),
  /** What was found, in words for people, without a full stop. */
  why: v.string(),
  /** What to do about it. */
  todo: v.exactOptional(v.string()),
})
export type Finding = v.InferOutput<typeof findingSchema>

const stepSchema = v.strictObject({
  step: v.string(),
  word: v.picklist(WORDS),
  findings: v.array(findingSchema),
})
export type StepHealth = v.InferOutput<typeof stepSchema>

const demoSchema = v.strictObject({
  demo: v.string(),
  title: v.string(),
  word: v.picklist(WORDS),
  /** Findings that concern every step of the demo; the steps do not repeat them. */
  findings: v.array(findingSchema),
  /** The steps that the deck shows, in the order of the script. */
  steps: v.array(stepSchema),
})
export type DemoHealth = v.InferOutput<typeof demoSchema>

export const healthSchema = v.strictObject({
  deck: v.string(),
  title: v.string(),
  word: v.picklist(WORDS),
  /** One line: `28 of 30 steps live, 2 replay only`. */
  summary: v.string(),
  /** When the check was made: ISO 8601. */
  checked: v.string(),
  /** Findings about this machine and the deck as a whole. */
  findings: v.array(findingSchema),
  /** In the order of their first slide. */
  demos: v.array(demoSchema),
})
/** The health of a deck, as the command prints it (`--json`) and the socket carries it. */
export type DeckHealth = v.InferOutput<typeof healthSchema>

/** The word for a step that has all these findings. */
export function wordOf(findings: readonly Finding[]): Word {
  const lost = (what: 'live' | 'replay') =>
    findings.some(({ costs }) => costs === what || costs === 'both')
  if (!lost('live')) return 'live'
  return lost('replay') ? 'broken' : 'replay only'
}

/** The worst of several words. */
export function worst(words: readonly Word[]): Word {
  return WORDS[Math.max(0, ...words.map((word) => WORDS.indexOf(word)))] ?? 'live'
}

/** The findings of one demo, before they are weighed. */
export interface DemoFindings {
  readonly demo: string
  readonly title: string
  readonly findings: readonly Finding[]
  /** In the order of the script. */
  readonly steps: readonly { readonly step: string; readonly findings: readonly Finding[] }[]
}

/** Turns the findings about the machine, the demos and their steps into words and a summary. */
export function weigh(
  deck: { readonly deck: string; readonly title: string; readonly checked: string },
  findings: readonly Finding[],
  found: readonly DemoFindings[],
): DeckHealth {
  const demos = found.map(({ demo, title, findings: own, steps }): DemoHealth => {
    const weighed = steps.map(({ step, findings: its }) => ({
      step,
      word: wordOf([...findings, ...own, ...its]),
      findings: [...its],
    }))
    // A demo whose script names no readable step still counts.
    const words = weighed.length > 0 ? weighed.map(({ word }) => word) : [wordOf(own)]
    return { demo, title, word: worst(words), findings: [...own], steps: weighed }
  })
  const word = worst([wordOf(findings), ...demos.map((demo) => demo.word)])
  return { ...deck, word, summary: summarise(findings, demos), findings: [...findings], demos }
}

function summarise(findings: readonly Finding[], demos: readonly DemoHealth[]): string {
  const steps = demos.flatMap((demo) =>
    demo.steps.map(({ word, findings: own }) => ({
      word,
      net: wordOf([{ costs: 'live', why: '' }, ...findings, ...demo.findings, ...own]) !== 'broken',
    })),
  )
  const count = (word: Word) => steps.filter((step) => step.word === word).length
  const lost = demos.filter(({ steps, word }) => steps.length === 0 && word === 'broken').length
  const bare = steps.filter(({ word, net }) => word === 'live' && !net).length
  const parts = [
    ...(steps.length === 0 ? [] : [`${count('live')} of ${steps.length} steps live`]),
    ...(['replay only', 'broken'] as const).flatMap((word) =>
      count(word) === 0 ? [] : [`${count(word)} ${word}`],
    ),
    ...(bare === 0 ? [] : [`${bare} without a recording to take over`]),
    ...(lost === 0 ? [] : [`${lost} ${lost === 1 ? 'demo' : 'demos'} that cannot be shown`]),
  ]
  return parts.length === 0 ? 'no demo on its slides' : parts.join(', ')
}

/** The word for one step; null where the check did not cover it. */
export function wordFor(health: DeckHealth, demo: string, step: string): Word | null {
  return stepOf(demoOf(health, demo), step)?.word ?? null
}

const demoOf = (health: DeckHealth, demo: string) => health.demos.find((one) => one.demo === demo)
const stepOf = (demo: DemoHealth | undefined, step: string) =>
  demo?.steps.find((one) => one.step === step)

/** Why a step would not run live if it were pressed now; null where nothing is known against it. */
export function against(health: DeckHealth, demo: string, step: string): string | null {
  const found = demoOf(health, demo)
  const one = stepOf(found, step)
  if (!found || !one || one.word === 'live') return null
  const all = [...one.findings, ...found.findings, ...health.findings]
  return all.find(({ costs }) => costs === 'live' || costs === 'both')?.why ?? null
}
