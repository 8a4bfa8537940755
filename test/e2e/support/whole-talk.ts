import type { BrowserContext, Page } from 'playwright-core'
import { leave, openStage } from './onstage.ts'
import { ROOT, startShow } from './show.ts'
import { overflow, partsOf, playThrough } from './talk.ts'

/** The talks that ship with the product. */
export const DECKS = ['little-engine', 'one-name-four-machines', 'contribute-101']

/** Milliseconds for one live press, which may build four images under emulation. */
export const LIVE = 120_000
/** Milliseconds for all talks side by side: four times what they take on a quiet machine. */
export const LIMIT = 20 * 60_000

/** A talk in its own window, at its first slide. */
export interface Opened {
  readonly deck: string
  readonly what: string
  readonly page: Page
  /** Closes the window, and fails if the page had errors. */
  readonly close: () => Promise<void>
}

/** Starts a show of this deck, and opens its stage. */
export async function onStage(
  context: BrowserContext,
  deck: string,
  mode: 'live' | 'replay',
): Promise<Opened> {
  const show = await startShow({ deck, mode, folder: ROOT, ending: LIVE })
  const stage = await openStage(context, show)
  const close = () => leave(stage, show)
  return { deck, what: `${deck} on stage, ${mode}`, page: stage.page, close }
}

/**
 * Plays the talk to its end, and measures every slide as it comes and after each press. Returns
 * everything that was wrong: contents larger than their box, parts of steps that failed or did not
 * have this `badge`, parts and slides that never came.
 */
async function play({ deck, page }: Opened, badge: string, patience: number): Promise<string[]> {
  const wrong = new Set<string>()
  const slides = new Set<string>()
  const performed = await playThrough(page, {
    patience,
    async seen(slide) {
      slides.add(slide)
      for (const what of await page.evaluate(overflow)) wrong.add(`#${slide} ${what}`)
    },
  })
  for (const part of performed)
    if (!part.ok || part.badge !== badge) wrong.add(JSON.stringify(part))
  const wanted = partsOf(deck)
  const came = performed.map(({ part }) => part)
  if (came.length !== wanted.length) wrong.add(`${came.length} parts of ${wanted.length}`)
  for (const part of wanted) if (!came.includes(part)) wrong.add(`never performed: ${part}`)
  const ids = await page.$$eval('.slides section:not(:has(section))', (all) => all.map((s) => s.id))
  for (const id of ids) if (!slides.has(id)) wrong.add(`never shown: #${id}`)
  return [...wrong]
}

/**
 * Plays the talks side by side, because a page mostly waits until it may be pressed again. Each is
 * played to its end, even if others fail. Returns everything that was wrong.
 */
export async function playAll(opened: readonly Opened[], badge: string, patience: number) {
  const plays = opened.map(async (talk) => {
    try {
      return (await play(talk, badge, patience)).map((what) => `${talk.what}: ${what}`)
    } catch (error) {
      return [`${talk.what}: ${String(error)}`]
    } finally {
      await talk.close()
    }
  })
  return (await Promise.all(plays)).flat()
}
