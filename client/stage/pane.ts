import type { PaneId } from '../../core/demo/model.ts'
import { blank, type Ms, type Snapshot, type Stop } from '../../core/base/event.ts'
import { own } from '../../core/base/own.ts'
import type { Play } from '../demo/play.ts'
import type { ThemeName } from '../terminal/palette.ts'
import { createView, type View } from '../terminal/view.ts'
import { createPaneFrame, type PaneFrame } from './pane-frame.ts'
import { createProgress, SHORT, type Progress } from './progress-bar.ts'
import { createStatus } from './status.ts'

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
  const frame = createPaneFrame(id, release)
  const { cell, pane, screen, foot } = frame

  let { theme } = options
  let view: View | null = null
  let detach: Stop | null = null
  let progress: Progress | null = null
  /** Tells whoever has the keyboard that the shell has ended. */
  let gone: (() => void) | null = null
  const fit = createFit(frame)
  const status = createStatus(frame)

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
        onGrid({ width, height }) {
          screen.style.width = `${width}px`
          screen.style.height = `${height}px`
        },
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
      status.stop()
      progress?.stop()
      progress?.element.remove()
      progress = null
      view?.dispose()
      view = null
      fit.forget()
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
      status.show(play, { ...state, mode }, state.mode, view !== null)
    },
    fit: (zoom) => fit.fit(view, zoom),
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

/** Fits a terminal into its cell. To fit lays it out several times, so it is done for a new size alone. */
function createFit({ cell, pane, head, body, foot }: PaneFrame) {
  /** The box, zoom and pixel ratio of the last time, as text. */
  let fitted = ''
  return {
    fit(view: View | null, zoom: number): void {
      const style = getComputedStyle(body)
      const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)
      const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom)
      const border = pane.offsetWidth - pane.clientWidth
      const box = {
        width: cell.clientWidth - across - border,
        height: cell.clientHeight - head.offsetHeight - foot.offsetHeight - down - border,
      }
      const wanted = [box.width, box.height, zoom, devicePixelRatio].join(' ')
      if (wanted === fitted) return
      fitted = wanted
      view?.fit(box, zoom)
    },
    forget() {
      fitted = ''
    },
  }
}
