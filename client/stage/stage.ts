import type { PaneId } from '../../core/demo/model.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { Next } from '../../core/protocol/position.ts'
import { createPane, type PaneBox, type PaneOptions } from './pane.ts'
import { createPaneGrid } from './pane-grid.ts'
import { createStageHead } from './head.ts'
import type { ThemeName } from '../terminal/palette.ts'
import type { Play } from '../demo/play.ts'
import {
  isBehind,
  nextOn,
  panesOf,
  rangeOf,
  skippedTo,
  stepsLeft,
  whereOnShow,
  whyUnskippable,
} from './step-range.ts'

/** Milliseconds after which the recordings of a shown stage are loaded: its terminals are drawn first. */
const AHEAD = 100

/** The place on a slide where a demo lives. */
export interface Stage {
  readonly play: Play
  readonly panes: readonly PaneBox[]
  show(): void
  hide(): void
  /** One press of *next*. */
  next(now: Ms): void
  /** Goes past the next step, or past the one that is held, without performing it. */
  skip(): void
  /** Why no step can be skipped; null where one can. */
  readonly unskippable: string | null
  /** Whether there is a step that *next* would perform, or one that runs. */
  readonly left: boolean
  /** What *next* would do here; null where it is the slide's turn. */
  readonly coming: Next | null
  /** Whether there is a step to go back to on this slide. */
  readonly behind: boolean
  fit(zoom: number): void
  /** Moves the recordings of its panes by this much. */
  seekBy(ms: Ms): void
  theme(name: ThemeName): void
  /** One pane fills the stage, or (null) all share it. */
  maximise(pane: PaneId | null): void
}

export interface StageOptions extends PaneOptions {
  /** The size of text; with 1 the grid fills its pane. */
  zoom(): number
}

/** Fills `<div class="stage" data-demo data-from data-to data-layout>`. */
export function createStage(host: HTMLElement, play: Play, options: StageOptions): Stage {
  const { steps } = play.script
  const ids = panesOf(play.script.panes, host.dataset['panes'])
  const range = rangeOf(steps, host.dataset['from'], host.dataset['to'])
  const boxes = ids.map((id) => createPane(play, id, options))
  const head = createStageHead(steps, range)
  const grid = createPaneGrid(boxes, host.dataset['layout'])
  host.replaceChildren(head.element, grid.element)

  let shown = false
  let opened = false
  let stop: Stop | null = null
  let mark: number | null = null
  let ahead: ReturnType<typeof setTimeout> | undefined
  const sizes = createSizeWatch(() => fit())

  function fit(zoom = options.zoom()): void {
    if (shown) for (const box of boxes) box.fit(zoom)
  }

  function update(): void {
    const step = head.update(play.state)
    host.dataset['at'] = play.state.at
    grid.follow(step)
    for (const box of boxes) box.update()
  }

  function open(): void {
    if (!shown || opened) return
    opened = true
    for (const box of boxes) box.show()
    update()
    fit()
    // What may be needed later comes after what is seen now.
    ahead = setTimeout(() => {
      for (const step of steps.slice(range.from, range.to + 1)) play.ahead(step.id)
    }, AHEAD)
    for (const box of boxes) sizes.watch(box.cell)
  }

  /** Goes past the steps of slides that were skipped. */
  function catchUp(): void {
    const to = skippedTo(play.state, range)
    if (to !== null) play.send({ type: 'goto', step: to })
  }

  return {
    play,
    panes: boxes,
    show() {
      if (shown) return
      shown = true
      const to = whereOnShow(play.state, range, mark)
      if (to !== null) play.send({ type: 'goto', step: to })
      // A terminal has the size and the first screen of its recording, so it is opened when that is here.
      stop = play.watch(update)
      const coming = play.load()
      update()
      if (coming === null) open()
      else void coming.then(open)
    },
    hide() {
      if (!shown) return
      shown = false
      opened = false
      mark = play.state.step
      stop?.()
      clearTimeout(ahead)
      sizes.stop()
      for (const box of boxes) box.hide()
    },
    next(now) {
      // Whoever has scrolled back is brought to what is performed now.
      for (const box of boxes) box.view?.bottom()
      catchUp()
      play.send({ type: 'next', now })
    },
    skip() {
      catchUp()
      play.send({ type: 'skip' })
    },
    get unskippable() {
      return whyUnskippable(play.state, range)
    },
    get left() {
      return stepsLeft(play.state, range)
    },
    get coming() {
      const next = nextOn(play.state, range)
      if (next === null) return null
      if (typeof next !== 'number') return { kind: next }
      return { kind: 'step' as const, demo: play.bundle.demo.name, step: steps[next]?.id ?? '' }
    },
    get behind() {
      return isBehind(play.state, range)
    },
    fit,
    seekBy(ms) {
      // All panes of a step share one time, and some have ended before the others.
      const reached = boxes.flatMap((box) => box.reached() ?? [])
      const to = Math.max(...reached) + ms
      for (const box of boxes) if (reached.length > 0) box.seek(to)
    },
    theme(name) {
      for (const box of boxes) box.theme(name)
    },
    maximise(pane) {
      grid.maximise(pane)
      host.classList.toggle('has-full', pane !== null)
      // In the layout of one pane at a time, all again means the pane of this step.
      if (pane === null) update()
      requestAnimationFrame(() => fit())
    },
  }
}

/** Calls `changed` once for all elements that have another size, and never in the observer's own turn. */
function createSizeWatch(changed: () => void) {
  let frame = 0
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => changed())
  })
  return {
    watch: (element: HTMLElement) => observer.observe(element),
    stop(): void {
      observer.disconnect()
      cancelAnimationFrame(frame)
    },
  }
}
