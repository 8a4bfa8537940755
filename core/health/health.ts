import * as v from 'valibot'

/**
 * What the green room says of a step (cuecast doctor): `live`, it can run here; `replay only`, it
 * cannot, and its recording is there; `broken`, neither.
 */
export const WORDS = ['live', 'replay only', 'broken'] as const
export type Word = (typeof WORDS)[number]

const findingSchema = v.strictObject({
  /** What the step loses by it. `nothing`: it goes as planned, but somebody should know. */
  costs: v.picklist(['nothing', 'live', 'replay', 'both']),
  /** What was found, for people: a few words, no full stop. */
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
  /** What is true of every step of it; their own findings do not repeat it. */
  findings: v.array(findingSchema),
  /** Those that the deck shows, in the order of the script. */
  steps: v.array(stepSchema),
})
export type DemoHealth = v.InferOutput<typeof demoSchema>

export const healthSchema = v.strictObject({
  deck: v.string(),
  title: v.string(),
  word: v.picklist(WORDS),
  /** One line: `28 of 30 steps live, 2 replay only`. */
  summary: v.string(),
  /** When it was looked at: ISO 8601. */
  checked: v.string(),
  /** What is true of this machine and this deck as a whole. */
  findings: v.array(findingSchema),
  /** In the order of their first slide. */
  demos: v.array(demoSchema),
})
/** A deck in the green room, as the command prints it (`--json`) and the socket carries it. */
export type DeckHealth = v.InferOutput<typeof healthSchema>

/** The word for a step of which all this was found. */
export function wordOf(findings: readonly Finding[]): Word {
  const lost = (what: 'live' | 'replay') =>
    findings.some(({ costs }) => costs === what || costs === 'both')
  if (!lost('live')) return 'live'
  return lost('replay') ? 'broken' : 'replay only'
}

/** The worst of several. */
export function worst(words: readonly Word[]): Word {
  return WORDS[Math.max(0, ...words.map((word) => WORDS.indexOf(word)))] ?? 'live'
}

/** What was found of one demo, before it is weighed. */
export interface DemoFindings {
  readonly demo: string
  readonly title: string
  readonly findings: readonly Finding[]
  /** In the order of the script. */
  readonly steps: readonly { readonly step: string; readonly findings: readonly Finding[] }[]
}

/** Weighs what was found of the machine, of the demos and of their steps. */
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
    // A demo of which not one step can be named is still weighed.
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

/** The word for one step; null where it was not looked at. */
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
