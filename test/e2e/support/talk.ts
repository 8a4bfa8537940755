import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as gap } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { parseDeck } from '../../../core/deck/parse.ts'
import { GUARD } from '../../../core/runner/runner.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { inPage, type Changed } from './in-page.ts'
import { ROOT } from './show.ts'

/** One pane's part of a step, as it ended on screen. */
export interface Performed {
  /** `slide demo 2/5 pane`. */
  readonly part: string
  readonly mode: string
  readonly badge: string
  readonly ok: boolean
  /** The reason why the recording took over, and the end of the command. */
  readonly why: string
  readonly chip: string
}

/** The state of a talk. */
interface Standing {
  readonly slide: string
  /** Changes with each press that had an effect. */
  readonly place: string
  /** Whether there is a demo on the slide. */
  readonly stage: boolean
  readonly running: boolean
  readonly typing: boolean
  readonly over: boolean
}

export interface PlayOptions {
  /** The longest time for one press in ms, after which the talk counts as hung. */
  readonly patience: number
  /** Called on each new slide, and after each press on it. */
  seen?(slide: string): Promise<void>
}

/** Milliseconds that the page is watched before a talk is asked whether it hangs. */
const LOOK = 1_000

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** Every part of every step on the slides of this deck, read from its files. */
export function partsOf(name: string): string[] {
  const { value: deck } = parseDeck(name, name, read(`slides/${name}/deck.md`))
  if (!deck) throw new Error(`the deck ${name} cannot be read`)
  return deck.slides.flatMap(({ blocks, attributes }) =>
    blocks.flatMap((block) => {
      if (block.type !== 'stage') return []
      const { value: demo } = parseDemo(block.demo, '', read(`demos/${block.demo}/demo.yaml`))
      if (!demo) throw new Error(`the demo ${block.demo} cannot be read`)
      const ids = demo.steps.map((step) => step.id)
      const first = block.from === undefined ? 0 : ids.indexOf(block.from)
      const last = block.to === undefined ? ids.length - 1 : ids.indexOf(block.to)
      const steps = demo.steps.slice(first, last + 1)
      return steps.flatMap(({ parts }, n) =>
        [...parts.keys()].map(
          (pane) => `${attributes['id'] ?? ''} ${block.demo} ${n + 1}/${steps.length} ${pane}`,
        ),
      )
    }),
  )
}

/**
 * Plays the talk from the current slide to the last one, only with the clicker's *next*. Another
 * press completes the typing of each command, so that nobody has to wait for it.
 */
export async function playThrough(page: Page, options: PlayOptions): Promise<Performed[]> {
  await page.evaluate(watchParts)
  /**
   * Looks at the page at each change until this holds. `soon` says after how many milliseconds it is asked
   * again in any case. A talk that does not continue reports its state.
   */
  async function until(
    so: (now: Standing) => boolean | Promise<boolean>,
    soon: (now: Standing) => number = () => LOOK,
  ): Promise<Standing> {
    const late = Date.now() + options.patience
    let now = await inPage(page, standing, null)
    while (!(await so(now))) {
      if (Date.now() > late) throw new Error(`the talk hangs at ${JSON.stringify(now)}`)
      now = await inPage(page, standing, { last: now, within: soon(now) })
    }
    return now
  }
  let now = await inPage(page, standing, null)
  await options.seen?.(now.slide)
  while (!now.over) {
    const { place, stage } = now
    // An earlier press would be taken for a bounce of the press before.
    if (stage) await gap(GUARD)
    let pressed = Date.now()
    await page.keyboard.press('PageDown')
    now = await until((after) => after.place !== place)
    // Milliseconds for which another press would be a bounce.
    const early = () => pressed + GUARD - Date.now()
    if (now.running)
      now = await until(
        async ({ typing, running }) => {
          if (typing && early() < 0) {
            pressed = Date.now()
            await page.keyboard.press('PageDown')
          }
          return !running
        },
        ({ typing }) => (typing ? Math.max(1, early() + 1) : LOOK),
      )
    await options.seen?.(now.slide)
    // Something that ends late, such as a rejoin, may have changed it meanwhile.
    now = await inPage(page, standing, null)
  }
  return page.evaluate<Performed[]>('window.cuecastParts')
}

/** The state of the talk; with `wait`, as soon as it is another than the last one, or after a time in ms. */
async function standing(
  wait: { last: Standing; within: number } | null,
  changed: Changed,
): Promise<Standing> {
  function read(): Standing {
    const section = document.querySelector('section.present:not(.stack)')
    const stage = section?.querySelector<HTMLElement>('.stage')
    const fragments = section?.querySelectorAll('.fragment.visible').length ?? 0
    const counter = stage?.querySelector('.counter')?.textContent ?? ''
    const next = document.querySelector<HTMLElement>('.chrome-next')?.dataset['next']
    return {
      slide: section?.id ?? '',
      place: `${section?.id} ${fragments} ${counter}`,
      stage: stage != null,
      running: stage?.dataset['at'] === 'running',
      typing: stage?.querySelector('.pane[data-phase="typing"]') != null,
      over: next === 'end',
    }
  }
  const late = performance.now() + (wait?.within ?? 0)
  for (;;) {
    const now = read()
    const left = late - performance.now()
    if (left <= 0 || JSON.stringify(now) !== JSON.stringify(wait?.last)) return now
    await changed(left)
  }
}

/** Notes each part that ends. */
function watchParts(): void {
  const parts: Performed[] = []
  const busy = ['setup', 'typing', 'running']
  Object.assign(globalThis, { cuecastParts: parts })
  const note = (pane: HTMLElement) => {
    const stage = pane.closest<HTMLElement>('.stage')
    const text = (at: string) => pane.querySelector(at)?.textContent ?? ''
    const step = stage?.querySelector('.counter')?.textContent.replaceAll(' ', '') ?? ''
    const cell = pane.closest<HTMLElement>('[data-pane]')
    parts.push({
      part: `${stage?.closest('section')?.id} ${stage?.dataset['demo']} ${step} ${cell?.dataset['pane']}`,
      mode: pane.dataset['mode'] ?? '',
      badge: text('.badge-kind'),
      ok: pane.dataset['phase'] === 'done' && pane.dataset['ok'] === 'true',
      why: text('.badge-why'),
      chip: text('.chip'),
    })
  }
  new MutationObserver((changes) => {
    // A slide that becomes visible shows what another slide has performed: that is not an end.
    const ended = changes.filter(({ oldValue }) => busy.includes(oldValue ?? ''))
    // A part that was typed and run in a single turn has two changes, and one end.
    for (const target of new Set(ended.map((change) => change.target)))
      if (
        target instanceof HTMLElement &&
        ['done', 'failed'].includes(target.dataset['phase'] ?? '')
      )
        note(target)
  }).observe(document.body, {
    subtree: true,
    attributeFilter: ['data-phase'],
    attributeOldValue: true,
  })
}

/** Everything on the current slide that is larger than its box, in words. */
export function overflow(): string[] {
  const section = document.querySelector<HTMLElement>('section.present:not(.stack)')
  const foot = document.querySelector('.chrome')?.getBoundingClientRect().top ?? innerHeight
  if (!section) return ['no slide is shown']
  const found: string[] = []
  const name = (one: Element) =>
    `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''} “${one.textContent.trim().slice(0, 30)}”`
  const all = (selector: string) => [...section.querySelectorAll<HTMLElement>(selector)]
  const shown = (one: Element) => one.getClientRects().length > 0

  const scrolls = 'pre, table, .pane-body, .flagmap-run, .flagmap-says, .caption, .chip, .pane-head'
  for (const box of [document.documentElement, section, ...all(scrolls)].filter(shown)) {
    const down = box.scrollHeight - box.clientHeight
    const across = box.scrollWidth - box.clientWidth
    // An inline box has no size of its own.
    if (box.clientWidth > 0 && (down > 1 || across > 1))
      found.push(`${name(box)}: ${across} wider and ${down} taller than its box`)
  }
  const within = (one: Element, { left, top, right, bottom }: DOMRect, what: string) => {
    const box = one.getBoundingClientRect()
    const out = Math.max(left - box.left, top - box.top, box.right - right, box.bottom - bottom)
    if (out > 1.5) found.push(`${name(one)}: ${Math.round(out)} px outside ${what}`)
  }
  const slide = section.getBoundingClientRect()
  const room = new DOMRect(slide.left, slide.top, slide.width, foot - slide.top)
  for (const child of [...section.children].filter(shown)) within(child, room, 'the slide')
  for (const text of all('svg text')) {
    const svg = text.closest('svg')
    if (svg) within(text, svg.getBoundingClientRect(), 'its picture')
  }
  for (const cell of all('.cell').filter(shown)) {
    const body = cell.querySelector('.pane-body')?.getBoundingClientRect()
    const screen = cell.querySelector('.xterm-screen')
    for (const pane of cell.children) within(pane, cell.getBoundingClientRect(), 'its cell')
    if (body && screen) within(screen, body, 'its pane')
  }
  const panes = section.querySelector('.panes')?.getBoundingClientRect()
  const head = section.querySelector('.stage-head')?.getBoundingClientRect()
  if (panes && head && head.bottom > panes.top + 1) found.push('the caption is over the panes')
  return found
}
