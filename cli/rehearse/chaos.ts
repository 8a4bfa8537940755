import { FAULTS, planChaos } from '../../core/rehearsal/chaos/plan.ts'
import type { ChaosPlan, Fault, PlannedPress } from '../../core/rehearsal/chaos/plan.ts'
import { patienceOf, requirementsOf } from '../../core/demo/model.ts'
import type { Demo, StepId } from '../../core/demo/model.ts'
import type { Ms } from '../../core/base/event.ts'
import { reason } from '../../server/base/result.ts'
import { findBrowser } from '../../server/rehearsal/chaos/devtools-browser.ts'
import { shownOn } from '../../server/health/deck-demos.ts'
import type { LibraryDeck } from '../../server/library/library.ts'
import { recordedTimes } from '../../server/recording/take/load-take.ts'
import { refusalOf } from '../../server/trust/why-untrusted.ts'
import { breached, playChaos } from '../../server/rehearsal/chaos/play.ts'
import { jsonOfPress, printChaos, printPlan } from './chaos-print.ts'
import { canFill } from '../../server/rehearsal/chaos/process-faults.ts'
import { findDeck, findDemo, showProblems } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { Exit, complain, print, progress } from '../shared/output.ts'
import { stopOnSignal } from '../shared/signals.ts'

/** A setup may take two minutes (server/demo/machine-adapter.ts), also in the middle of a talk. The rest is margin. */
const SETUP: Ms = 150_000
/** A slide changes at once; so long a time is for machines that are busy with something else. */
const SLIDE: Ms = 30_000

/** The seed, a whole number from 0 to 2³² - 1; null, after a complaint, if the text is none. */
export function readSeed(text: string): number | null {
  const seed = Number(text)
  if (/^\d{1,10}$/.test(text) && seed < 2 ** 32) return seed
  complain(`--chaos takes a seed, a number from 0 to ${2 ** 32 - 1}, not ${JSON.stringify(text)}`)
  return null
}

export interface ChaosArgs {
  readonly seed: number
  readonly names: readonly string[]
  readonly json: boolean
}

/** Plays a deck to its last slide while the plan of this seed befalls it. Resolves to an exit code. */
export async function rehearseChaos(
  workspace: Workspace,
  { seed, names, json }: ChaosArgs,
): Promise<number> {
  const [name, ...others] = names
  if (name === undefined || others.length > 0) {
    complain('--chaos plays one deck; name it')
    return Exit.mistaken
  }
  const deck = findDeck(workspace, name)
  if (!deck) return Exit.mistaken
  showProblems(deck.problems)
  if (deck.problems.length > 0) return Exit.mistaken
  const demos = new Map<string, Demo>()
  const times = new Map<string, (step: StepId, pane: string) => Ms | undefined>()
  for (const stage of deck.stages) {
    const named = findDemo(workspace, stage.demo)
    if (!named) return Exit.mistaken
    if (!workspace.trust.isTrusted(named.found)) {
      complain(`${stage.demo}: ${refusalOf(named.found, workspace.trust)}`)
      return Exit.failed
    }
    demos.set(stage.demo, named.demo)
    times.set(stage.demo, recordedTimes(named.found.folder))
  }
  const browser = findBrowser(process.env)
  if (!browser.ok) {
    complain(browser.why)
    return Exit.failed
  }
  const able = (fault: string) => fault !== 'disk' || canFill()
  const faults = (Object.keys(FAULTS) as Fault[]).filter(able)
  const presses = pressesOf(deck, demos)
  const plan: ChaosPlan = planChaos(seed, presses, faults)
  if (json) print(JSON.stringify({ plan }))
  else printPlan(deck.name, plan)
  if (!able('disk')) complain('a full disk is left out: it takes prlimit, which is not here')

  const stop = stopOnSignal('the browser and the server')
  try {
    const report = await playChaos({
      deck: deck.name,
      plan,
      presses,
      browser: browser.value,
      stop,
      patience(press) {
        const demo = demos.get(press?.says.split('/')[0] ?? '')
        const step = demo?.steps.find(({ id }) => id === press?.step)
        if (!demo || !step) return SLIDE
        const recorded = [...step.parts.keys()].map((pane) => times.get(demo.name)?.(step.id, pane))
        const longest = Math.max(0, ...recorded.map((time) => time ?? 0))
        return patienceOf(step, longest) + longest + SETUP
      },
      told(one) {
        if (json) print(JSON.stringify(jsonOfPress(one)))
        else progress(`  ${one.press}  ${one.says}${one.fault ? `: ${FAULTS[one.fault]}` : ''}`)
      },
    })
    const ok = breached(report) === 0 && !stop.aborted
    if (json) {
      const { reached, slides, breaches } = report
      print(JSON.stringify({ seed, deck: deck.name, ok, reached, slides, breaches }))
    } else printChaos(plan, report)
    return ok ? Exit.fine : Exit.failed
  } catch (error) {
    complain(reason(error))
    return Exit.failed
  }
}

/** Each press of the talk, as far as its files tell: fragments are not among them. */
function pressesOf(deck: LibraryDeck, demos: ReadonlyMap<string, Demo>): readonly PlannedPress[] {
  let count = 0
  const stage = (one: Omit<LibraryDeck['stages'][number], 'slide'>): readonly PlannedPress[] => {
    const index = count++
    const demo = demos.get(one.demo)
    const docker = demo !== undefined && usesDocker(demo)
    return shownOn(one, demo ?? null).map((step, n) => ({
      key: `stage ${index}/${n}`,
      says: `${one.demo}/${step}`,
      step,
      docker,
    }))
  }
  // Where the slides of an HTML deck end is not known, so only its demos count.
  if (!deck.deck) return deck.stages.flatMap(stage)
  const last = deck.deck.slides.length - 1
  return deck.deck.slides.flatMap(({ blocks }, n) => [
    ...blocks.flatMap((block) => (block.type === 'stage' ? stage(block) : [])),
    ...(n < last ? [{ key: `slide ${n}`, says: `slide ${n + 1}` }] : []),
  ])
}

const usesDocker = (demo: Demo) =>
  requirementsOf(demo).some(
    (need) => need.type === 'image' || (need.type === 'binary' && need.name === 'docker'),
  )
