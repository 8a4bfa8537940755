import { setTimeout as pause } from 'node:timers/promises'
import { FAULTS } from '../../../core/rehearsal/chaos/plan.ts'
import type { ChaosPlan, Fault, PlannedPress } from '../../../core/rehearsal/chaos/plan.ts'
import { breaches, repeats } from '../../../core/rehearsal/chaos/invariants.ts'
import type { ObservedStage, AskedStep } from '../../../core/rehearsal/chaos/invariants.ts'
import type { Ms } from '../../../core/base/event.ts'
import { GUARD, LIVE_SOON } from '../../../core/runner/runner.ts'
import { decodeClient } from '../../../core/protocol/messages.ts'
import { defined } from '../../../core/base/defined.ts'
import { reason } from '../../base/result.ts'
import { inject } from './faults.ts'
import { openChaosPage } from './stage-page.ts'
import type { ChaosPage } from './stage-page.ts'
import { openChaosServer } from './server-process.ts'

/** The result of one press. */
export interface PressReport {
  readonly press: number
  readonly slide: number
  /** Names the step, or the slide that was left. */
  readonly says: string
  readonly fault?: Fault
  /** The badges on screen before and after, by pane. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** The time until the stage could continue. */
  readonly took: Ms
  readonly notes: readonly string[]
  readonly breaches: readonly string[]
}

export interface ChaosReport {
  readonly presses: readonly PressReport[]
  readonly reached: number
  readonly slides: number
  /** Broken invariants of the run as a whole. */
  readonly breaches: readonly string[]
}

/** How many invariants were broken, in single presses and in the run as a whole. */
export const breached = ({ breaches, presses }: ChaosReport): number =>
  breaches.length + presses.flatMap((one) => one.breaches).length

export interface ChaosOptions {
  readonly deck: string
  readonly plan: ChaosPlan
  readonly presses: readonly PlannedPress[]
  readonly browser: string
  /** How long a press may take at most, whatever fault is injected. */
  patience(press: PlannedPress | undefined): Ms
  told(report: PressReport): void
  readonly stop: AbortSignal
}

/** If the page shows the same for this many ms after a press, it has not received the press. */
const UNHEARD = 8_000

/** A page that was just loaded shows nothing running for up to this many ms. */
const STEADY = 500
/** Within this many ms a page reconnects, or learns that its link is no longer valid. */
const BACK = 10_000

/**
 * Plays the deck to its end with *next*, and injects the planned faults. Throws if it cannot begin.
 */
export async function playChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { plan, stop } = options
  const server = await openChaosServer(options.deck)
  const performed: AskedStep[] = []
  const wrong: string[] = []
  const presses: PressReport[] = []
  try {
    const page = await openChaosPage({
      browser: options.browser,
      sent(text) {
        const message = decodeClient(text)
        if (message?.type !== 'perform') return
        const { intent, demo, step } = message
        performed.push({ intent, demo, step, life: server.life })
      },
      failed: (what) => wrong.push(`an error in the page: ${what}`),
      stop,
    })
    try {
      await page.open(server.link() ?? '')
      return await play(page)
    } finally {
      await page.close()
    }
  } finally {
    await server.close()
  }

  async function play(page: ChaosPage): Promise<ChaosReport> {
    const due = new Map(plan.injections.map((one) => [one.key, one]))
    let now = await page.look()
    let [reached, slides] = [0, 0]
    while (now && now.next !== 'end' && !stop.aborted) {
      const notes: string[] = []
      if (now.refused) {
        const link = server.link()
        if (link !== null) {
          await page.open(link, now.name)
          notes.push('a fresh link was opened')
          now = (await page.look()) ?? now
        }
      }
      const key = keyOf(now)
      const injection = due.get(key)
      due.delete(key)
      const press = options.presses.find((one) => one.key === key)
      // The fault is planned for a live step, so the stage goes live again first, as a presenter would.
      if (injection && press?.step !== undefined && isReplay(now) && now.open) {
        await page.press('live')
        const { so, now: after } = await page.until((look) => !isReplay(look), 2_000)
        if (so) notes.push('L went live again')
        now = after ?? now
      }
      await pause(GUARD)
      const before: ObservedStage = now
      const begun = performance.now()
      const count = performed.length
      await page.press('next')
      const moved = settle(page, before, options.patience(press), notes)
      const over = injection
        ? inject(injection, { page, server }, moved).catch((error: unknown) => {
            wrong.push(`${injection.says}: ${reason(error)}`)
          })
        : undefined
      const after = await moved
      // `settle` watches for a moment longer that nothing more happens; no presenter waits for that.
      const took = Math.max(0, Math.round(performance.now() - begun) - (after ? STEADY : 0))
      await over
      if (stop.aborted) break
      // Before the next press the page has reconnected, or knows that its link is no longer valid.
      if (injection) await page.until(({ open, refused }) => open || refused, BACK)
      now = await rest(page, options.patience(press))
      const report: PressReport = {
        press: presses.length + 1,
        slide: before.slide + 1,
        took,
        notes,
        says: press?.says ?? `slide ${before.slide + 1}`,
        ...defined({ fault: injection?.fault }),
        before: badges(before),
        after: badges(after ?? before),
        breaches: breaches({ before, after, took, performed: performed.slice(count) }),
      }
      presses.push(report)
      options.told(report)
      if (!after) break
      reached = Math.max(reached, after.slide + 1)
      slides = after.slides
      if (server.ended()) {
        wrong.push(`the server ended by itself: ${server.said()}`)
        break
      }
    }
    wrong.push(...repeats(performed))
    if (!stop.aborted && (slides === 0 || reached < slides))
      wrong.push(`the last slide was not reached: ${reached} of ${slides}`)
    // If the talk ended early, the faults planned for the rest of it could not come.
    for (const { says, fault } of reached < slides ? [] : due.values())
      if (!stop.aborted) wrong.push(`${says} never came, for which “${FAULTS[fault]}” was planned`)
    return { presses, reached, slides, breaches: wrong }
  }
}

/**
 * Waits until the stage has moved on and can continue; null if it never does. Repeats a lost press
 * once.
 */
async function settle(
  page: ChaosPage,
  before: ObservedStage,
  patience: Ms,
  notes: string[],
): Promise<ObservedStage | null> {
  const late = performance.now() + patience
  const left = () => Math.max(0, late - performance.now())
  const heard = ({ place }: ObservedStage) => place !== before.place
  let { so } = await page.until(heard, Math.min(UNHEARD, left()))
  if (!so) {
    const now = await page.look()
    if (now && !heard(now) && !now.running) {
      notes.push('the press was not heard, and was made again')
      await page.press('next')
    }
    ;({ so } = await page.until(heard, left()))
  }
  if (!so) return null
  return rest(page, left())
}

/** Waits until nothing runs, and nothing does a moment later; null if that never happens. */
async function rest(page: ChaosPage, patience: Ms): Promise<ObservedStage | null> {
  const late = performance.now() + patience
  for (;;) {
    const { so, now } = await page.until(({ running }) => !running, late - performance.now())
    if (!so || !now) return null
    await pause(STEADY)
    const again = await page.look()
    if (again?.running === false && again.place === now.place) return again
  }
}

const keyOf = ({ next, stage, performed, slide }: ObservedStage) =>
  next === 'step' ? `stage ${stage}/${performed}` : next === 'slide' ? `slide ${slide}` : ''
/** Whether the next step is only replayed. */
const isReplay = ({ panes }: ObservedStage) =>
  panes.length > 0 && panes.every(({ badge, why }) => badge === 'REPLAY' && why !== LIVE_SOON.next)
const badges = ({ panes }: ObservedStage) =>
  panes.map(({ badge, why }) => (why === '' ? badge : `${badge}, ${why}`))
