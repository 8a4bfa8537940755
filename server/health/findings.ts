import type { StepId } from '../../core/demo/model.ts'
import { legible } from '../../core/health/legibility.ts'
import { weigh } from '../../core/health/health.ts'
import type { DeckHealth, DemoFindings, Finding } from '../../core/health/health.ts'
import { MET, lacks } from '../../core/health/prerequisite.ts'
import type { Answer } from '../../core/health/prerequisite.ts'
import { redact } from '../../core/terminal/redact/pieces.ts'
import { key, questions, shownOn, toolsOf } from './deck-demos.ts'
import type { HealthOptions, Looked, Member } from './deck-demos.ts'
import type { LibraryDeck } from '../library/library.ts'
import { secretsOf, uncovered } from '../terminal/process/secret-values.ts'
import { describeProblem } from '../library/describe-problem.ts'
import type { TakeHealth } from './take-health.ts'
import { own } from '../../core/base/own.ts'
import { defined } from '../../core/base/defined.ts'

/** The version that a tool printed, null if it printed none; `late` if it did not answer in time. */
export type Version = { readonly found: string | null } | 'late'

/** The result of an examination, with the parts that the next one may keep. */
export interface Look {
  readonly health: DeckHealth
  readonly answers: ReadonlyMap<string, Answer>
  readonly takes: ReadonlyMap<string, TakeHealth>
  readonly versions: ReadonlyMap<string, Version>
  readonly machine: readonly Finding[]
}

/** Makes the health of a deck from what was found. */
export function put(
  deck: LibraryDeck,
  options: HealthOptions,
  cast: readonly Member[],
  look: Omit<Look, 'health'>,
): Look {
  const date = new Date(options.machine.date()).toISOString()
  const own: Finding[] = [
    ...look.machine,
    ...(options.replay ? [forReplay(options.replayWhy)] : []),
    ...(deck.html !== null && !options.approved(deck) ? [unseen(deck.name)] : []),
    ...deck.problems.map((problem): Finding => ({
      costs: 'nothing',
      why: describeProblem(problem),
    })),
  ]
  const demos = cast.map((member) => findingsOf(member, options, look))
  const about = { deck: deck.name, title: deck.deck?.title ?? deck.name, checked: date }
  return { ...look, health: weigh(about, own, demos) }
}

const forReplay = (why?: string): Finding => ({
  costs: 'live',
  why: why ?? 'this server was started for replay only',
  todo: why === undefined ? 'start it without --mode replay' : 'mend that and start it again',
})
const unseen = (name: string): Finding => ({
  costs: 'both',
  why: 'the deck is written in HTML and not approved on this machine: its slides are not shown',
  todo: `look at what it holds, and approve it: cuecast trust --deck ${name}`,
})

function findingsOf(
  member: Member,
  options: HealthOptions,
  look: Omit<Look, 'health'>,
): DemoFindings {
  const { name, looked, demo, steps, stages } = member
  if (!looked || !demo) {
    const why = looked ? 'its script cannot be read' : `there is no demo ${name}`
    const all =
      looked?.found.problems.map((problem) => describeProblem(problem, looked.found.source)) ?? []
    const findings = [why, ...all].map((each): Finding => ({ costs: 'both', why: each }))
    return { demo: name, title: name, findings, steps: [] }
  }
  const take = look.takes.get(name)
  const secrets = secretsOf(demo, process.env)
  // What a command printed may hold a secret.
  const cover = ({ why, todo, ...rest }: Finding): Finding => ({
    ...rest,
    why: redact(why, secrets),
    ...defined({ todo: todo === undefined ? undefined : redact(todo, secrets) }),
  })
  const lacking = questions(member).flatMap((one) => {
    const finding = lacks(one.need.need, look.answers.get(key(one)) ?? MET)
    return finding ? { steps: one.need.steps, finding } : []
  })
  const all = [
    ...ofScript(looked, take?.recorded),
    ...uncovered(looked.found, process.env).map(({ hint, ...problem }): Finding => ({
      costs: 'nothing',
      why: describeProblem(problem),
      ...defined({ todo: hint }),
    })),
    ...lacking.flatMap((each) => (each.steps === undefined ? each.finding : [])),
    ...(take?.found.findings ?? []),
    ...changed(member, options, look, take),
  ]
  const ofStep = (step: StepId) => [
    ...lacking.flatMap((each) => (each.steps?.includes(step) ? each.finding : [])),
    ...(take?.found.steps.get(step) ?? []),
    ...stages
      .filter((stage) => shownOn(stage, demo).includes(step))
      .flatMap((stage) => {
        const panes = stage.panes?.length ?? demo.panes.length
        return legible(take?.size ?? demo.size, panes, stage.layout) ?? []
      }),
  ]
  return {
    demo: name,
    title: demo.title,
    findings: [...all, ...ofStage(name, all, options)].map(cover),
    steps: steps.map((step) => ({ step, findings: ofStep(step).map(cover) })),
  }
}

/** Why the stage would not run the demo, unless a finding says already why it cannot run live. */
function ofStage(name: string, found: readonly Finding[], options: HealthOptions): Finding[] {
  const why = options.against?.(name) ?? null
  if (why === null || options.replay || found.some(({ costs }) => costs === 'live')) return []
  return [{ costs: 'live', why, todo: 'start the stage again' }]
}

/** What keeps the whole demo from running live. */
function ofScript(
  { found, trusted, why = 'not approved on this machine' }: Looked,
  recorded: string | undefined,
): readonly Finding[] {
  if (found.problems.length > 0)
    return found.problems.map(({ hint, ...problem }): Finding => ({
      costs: 'live',
      why: describeProblem(problem),
      ...defined({ todo: hint }),
    }))
  if (found.demo?.live === false)
    return [{ costs: 'live', why: 'there is only a recording of it, and nothing to run' }]
  if (trusted) return []
  const trust = `look at what it would run, and approve it: cuecast trust ${found.name}`
  // Who records a demo has run it, which approves it.
  const todo =
    recorded === undefined
      ? `record it, if it is yours: cuecast record ${found.name}; else ${trust}`
      : trust
  return [{ costs: 'live', why, todo }]
}

/** Tools whose version differs from that in the recording: live output may look different. */
function changed(
  { demo, folder, runs }: Member,
  options: HealthOptions,
  { versions }: Omit<Look, 'health'>,
  take: TakeHealth | undefined,
): readonly Finding[] {
  if (!demo || !runs || !take) return []
  return toolsOf(demo, folder, options).flatMap(({ name, place }): Finding[] => {
    const [version, then] = [versions.get(place), own(take.tools, name)]
    if (version === 'late') {
      const why = `${name} did not say its version in time`
      return [{ costs: 'nothing', why, todo: 'ask again; if it stays so, see what hangs' }]
    }
    const now = version?.found ?? null
    if (now === null || then === undefined || brief(now) === brief(then)) return []
    const why = `${name} is ${now} here, and ${then} in the recording`
    return [
      {
        costs: 'nothing',
        why,
        todo: `see whether it looks the same: cuecast rehearse ${demo.name}`,
      },
    ]
  })
}

/** Major and minor version, because patches rarely change what is shown. */
const brief = (version: string) => /^\d+(?:\.\d+)?/.exec(version)?.[0] ?? version
