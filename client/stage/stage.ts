import type { PaneId } from '../../core/demo/model.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { Next } from '../../core/protocol/position.ts'
import { createElement } from '../base/dom.ts'
import { createPane, type PaneBox, type PaneOptions } from './pane.ts'
import { createStageHead } from './head.ts'
import type { ThemeName } from '../terminal/palette.ts'
import type { Play } from '../demo/play.ts'
import {
  layoutOf,
  nextOn,
  panesOf,
  rangeOf,
  skippedTo,
  stepsLeft,
  whereOnShow,
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
  const grid = createElement('div', 'panes')
  grid.dataset['layout'] = layoutOf(host.dataset['layout'], ids.length)
  grid.style.setProperty('--panes', String(ids.length))
  grid.append(...boxes.map((box) => box.cell))
  // In this layout one pane is shown at a time: the one that performs in the step.
  const single = grid.dataset['layout'] === 'single'
  host.replaceChildren(head.element, grid)

  let shown = false
  let opened = false
  let stop: Stop | null = null
  let mark: number | null = null
  let frame = 0
  let ahead: ReturnType<typeof setTimeout> | undefined
  const watcher = new ResizeObserver(() => {
    // Laid out once for all panes, and never inside the observer's own turn.
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => fit())
  })

  function fit(zoom = options.zoom()): void {
    if (shown) for (const box of boxes) box.fit(zoom)
  }

  function update(): void {
    const step = head.update(play.state)
    host.dataset['at'] = play.state.at
    if (single) {
      const pane = boxes.find((box) => step?.panes.includes(box.id)) ?? boxes[0]
      for (const box of boxes) box.cell.classList.toggle('full', box === pane)
    }
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
    for (const box of boxes) watcher.observe(box.cell)
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
      watcher.disconnect()
      cancelAnimationFrame(frame)
      for (const box of boxes) box.hide()
    },
    next(now) {
      // Whoever has scrolled back is brought to what is performed now.
      for (const box of boxes) box.view?.bottom()
      const to = skippedTo(play.state, range)
      if (to !== null) play.send({ type: 'goto', step: to })
      play.send({ type: 'next', now })
    },
    skip() {
      const to = skippedTo(play.state, range)
      if (to !== null) play.send({ type: 'goto', step: to })
      play.send({ type: 'skip' })
    },
    get unskippable() {
      const { at } = play.state
      if (at === 'running') return 'the step is running'
      return at === 'held' || stepsLeft(play.state, range) ? null : 'no step is left here'
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
      const { at, step } = play.state
      if (step < range.from || step > range.to + 1) return false
      return at === 'running' || at === 'held' || step > range.from
    },
    fit,
    seekBy(ms) {
      for (const box of boxes) box.seekBy(ms)
    },
    theme(name) {
      for (const box of boxes) box.theme(name)
    },
    maximise(pane) {
      grid.classList.toggle('maximised', pane !== null)
      for (const box of boxes) box.cell.classList.toggle('full', box.id === pane)
      host.classList.toggle('has-full', pane !== null)
      // In the layout of one pane at a time, all again means the pane of this step.
      if (pane === null) update()
      requestAnimationFrame(() => fit())
    },
  }
}
