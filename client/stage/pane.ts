import type { PaneId } from '../../core/demo/model.ts'
import type { Kind } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { blank, type Ms, type Snapshot, type Stop } from '../../core/base/event.ts'
import { createElement, setText } from '../base/dom.ts'
import type { ThemeName } from '../terminal/palette.ts'
import type { Play } from '../demo/play.ts'
import { createProgress, SHORT, type Progress } from './progress-bar.ts'
import { createView, type View } from '../terminal/view.ts'
import { badge, chip, duration } from '../base/labels.ts'
import { own } from '../../core/base/own.ts'
import { outcomeText } from '../../core/demo/outcome.ts'

/** One terminal on a slide: title, badge, screen, and how its last command ended. */
export interface PaneBox {
  readonly id: PaneId
  /** The cell that the stage lays out. The pane inside it is as large as its grid. */
  readonly cell: HTMLElement
  readonly view: View | null
  /** The footer, where the bar of a search has room. */
  readonly foot: HTMLElement
  show(): void
  /** Gives the terminal up, as on every slide that is not shown; `show` makes it again. */
  hide(): void
  update(): void
  fit(zoom: number): void
  theme(name: ThemeName): void
  /** Moves a recording that plays or has just ended by this much. */
  seekBy(ms: Ms): void
  /** Shows until stopped that the keyboard is here; `ended` is called if the shell ends meanwhile. */
  ring(ended: () => void): Stop
}

/** Milliseconds between two updates of the running time, which is shown in tenths of a second. */
const TICK = 100
const LOADING = 'loading the recording…'

/** The result of a performance. A recording that could not be played says why: nobody saw it fail. */
const came = (outcome: Outcome, mode: Kind) =>
  chip(outcome) || (outcome.ok || mode === 'live' ? '' : outcomeText(outcome))

export interface PaneOptions {
  readonly theme: ThemeName
  /** The key that releases a captured keyboard, as the ring shows it. */
  readonly release: string
  /** Whether this window may move a recording. One that looks on may not. */
  readonly allowed: () => boolean
  /** Somebody pressed a link in the terminal. */
  readonly follow: (url: string) => void
}

export function createPane(play: Play, id: PaneId, options: PaneOptions): PaneBox {
  const { release, allowed, follow } = options
  const { cell, pane, head, body, screen, foot, tag, kind, facts, result, why } = elementsOf(
    id,
    release,
  )

  let { theme } = options
  let view: View | null = null
  let detach: Stop | null = null
  let progress: Progress | null = null
  let since = 0
  /** The box, zoom and pixel ratio that the view was fitted to last, as text. */
  let fitted = ''
  /** Tells whoever has the keyboard that the shell has ended. */
  let gone: (() => void) | null = null
  /** The last outcome and its mode: the result of a recording must not stand under the badge LIVE. */
  let ended: { outcome?: Outcome; mode: Kind } = { mode: 'live' }
  let ticking: ReturnType<typeof setInterval> | null = null

  const taken = () => own(play.bundle.take?.panes, id)
  const size = () => taken()?.size ?? play.bundle.demo.size
  /**
   * What a live pane shows before anything ran: the prompt that its recording has before the first step.
   * No recorded output stands under the badge LIVE, whichever step is next.
   */
  const opening = (): Snapshot => taken()?.segments[0]?.opening ?? blank(size())
  const untouched = () => play.pane(id).kind === 'live' && !play.begun(id)
  /** The recording whose opening is drawn. */
  let drawn: ReturnType<typeof taken>

  function draw(to: View | null): void {
    drawn = taken()
    to?.emit({ type: 'reset', snapshot: opening() })
  }
  function attach(to: View): void {
    // A live terminal that was never opened has nothing to say, not even a reset.
    if (untouched()) draw(to)
    // No step is named, so that a recording that plays goes on where it is.
    detach = play.pane(id).attach(to.emit)
  }

  function tick(): void {
    setText(result, `running ${duration(performance.now() - since)}`)
  }

  function time(running: boolean): void {
    if (running === (ticking !== null)) return
    if (ticking !== null) clearInterval(ticking)
    ticking = running ? setInterval(tick, TICK) : null
    since = performance.now()
    if (running) tick()
  }

  function hug({ width, height }: { width: number; height: number }): void {
    screen.style.width = `${width}px`
    screen.style.height = `${height}px`
  }

  return {
    id,
    cell,
    foot,
    get view() {
      return view
    },
    show() {
      if (view) return
      view = createView(screen, size(), theme, {
        label: `terminal ${id}`,
        onGrid: hug,
        onLink: follow,
        onEnd: () => gone?.(),
      })
      attach(view)
      progress = createProgress({
        label: `position in the recording of ${id}`,
        playhead: () => play.pane(id).playhead?.() ?? null,
        seek: (at) => play.pane(id).seek?.(at),
        allowed,
      })
      pane.append(progress.element)
    },
    hide() {
      detach?.()
      detach = null
      time(false)
      progress?.stop()
      progress?.element.remove()
      progress = null
      view?.dispose()
      view = null
      fitted = ''
      screen.replaceChildren()
    },
    update() {
      const state = own(play.state.panes, id)
      if (!state) return
      progress?.update()
      // The badge shows the mode of the switch, which draws, and not the mode that was asked for.
      const mode = play.pane(id).kind
      // A recording that could not be loaded may come when the server is back.
      if ((pane.dataset['mode'] === 'replay' || drawn !== taken()) && untouched()) draw(view)
      const words = badge({ ...state, mode }, play.bundle.take)
      pane.dataset['mode'] = mode
      pane.dataset['phase'] = state.phase
      pane.dataset['ok'] = String(state.outcome?.ok ?? true)
      setText(kind, words.kind)
      setText(why, words.why)
      const origin = play.loading ? '' : words.facts
      setText(facts, origin)
      tag.title = [words.kind, origin, words.why].filter((w) => w !== '').join(' · ')
      if (state.outcome && state.outcome !== ended.outcome) ended = { outcome: state.outcome, mode }
      time(view !== null && state.phase === 'running')
      if (play.loading) setText(result, LOADING)
      else if (state.phase === 'setup') setText(result, mode === 'live' ? 'setting up…' : '')
      else if ((state.phase === 'done' || state.phase === 'failed') && ended.mode === mode)
        setText(result, (state.outcome ? came(state.outcome, state.mode) : '') || state.phase)
      else if (state.phase !== 'running') setText(result, '')
    },
    fit(zoom) {
      const style = getComputedStyle(body)
      const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)
      const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom)
      const border = pane.offsetWidth - pane.clientWidth
      const box = {
        width: cell.clientWidth - across - border,
        height: cell.clientHeight - head.offsetHeight - foot.offsetHeight - down - border,
      }
      // To fit a terminal lays it out several times, so it is done for a new size alone.
      const wanted = [box.width, box.height, zoom, devicePixelRatio].join(' ')
      if (wanted === fitted) return
      fitted = wanted
      view?.fit(box, zoom)
    },
    theme(next) {
      theme = next
      view?.theme(next)
    },
    seekBy(ms) {
      const head = play.pane(id).playhead?.()
      if (!head || head.length < SHORT || !view) return
      play.pane(id).seek?.(head.at + ms)
      progress?.update()
    },
    ring(ended) {
      pane.classList.add('captured')
      gone = ended
      return () => {
        pane.classList.remove('captured')
        gone = null
      }
    },
  }
}

/** The elements of a pane, by what they show. `release`: the key that the keyboard's ring names. */
function elementsOf(id: PaneId, release: string) {
  const cell = createElement('div', 'cell')
  const pane = createElement('article', 'pane')
  const title = createElement('h3', 'pane-title', id)
  const tag = createElement('p', 'badge')
  const kind = createElement('strong', 'badge-kind')
  const facts = createElement('span', 'badge-facts')
  tag.append(kind, facts)
  const head = createElement('header', 'pane-head')
  head.append(title, tag)
  const body = createElement('div', 'pane-body')
  const screen = createElement('div', 'pane-screen')
  body.append(screen)
  const result = createElement('span', 'chip')
  const keyboard = createElement('span', 'keyboard', `keyboard is here · ${release} lets go`)
  // The reason for a replay stands in the foot, which has room for it.
  const why = createElement('span', 'badge-why')
  const foot = createElement('footer', 'pane-foot')
  foot.append(result, why, keyboard)
  pane.append(head, body, foot)
  cell.append(pane)
  cell.dataset['pane'] = id
  return { cell, pane, head, body, screen, foot, tag, kind, facts, result, why }
}
