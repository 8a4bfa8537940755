import type { PaneId } from '../../core/demo/model.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { own } from '../../core/base/own.ts'
import type { Play } from '../demo/play.ts'
import type { ThemeName } from '../terminal/palette.ts'
import type { View } from '../terminal/view.ts'
import { createFirstScreen } from './first-screen.ts'
import { openTerminal, type OpenTerminal, type OpenTerminalOptions } from './open-terminal.ts'
import { createPaneFrame, type PaneFrame } from './pane-frame.ts'
import { SHORT } from './progress-bar.ts'
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
  /** How far the recording that plays, or has just ended, has come in its step; null without one. */
  reached(): Ms | null
  /** Moves it to this time of its step. */
  seek(at: Ms): void
  /** Shows until stopped that the keyboard is here; `ended` is called if the shell ends meanwhile. */
  ring(ended: () => void): Stop
}

export interface PaneOptions extends Omit<OpenTerminalOptions, 'ended'> {
  /** The key that releases a captured keyboard, as the ring shows it. */
  readonly release: string
}

export function createPane(play: Play, id: PaneId, options: PaneOptions): PaneBox {
  const { release, allowed, follow } = options
  const frame = createPaneFrame(id, release)
  const { cell, pane, foot } = frame
  const first = createFirstScreen(play, id)
  const fit = createFit(frame)
  const status = createStatus(frame, id)

  let { theme } = options
  let terminal: OpenTerminal | null = null
  /** Tells whoever has the keyboard that the shell has ended. */
  let gone: (() => void) | null = null

  return {
    id,
    cell,
    foot,
    get view() {
      return terminal?.view ?? null
    },
    show() {
      const ended = () => gone?.()
      terminal ??= openTerminal(play, frame, first, { theme, allowed, follow, ended })
    },
    hide() {
      status.stop()
      terminal?.stop()
      terminal = null
      fit.forget()
    },
    update() {
      const state = own(play.state.panes, id)
      if (!state) return
      terminal?.progress.update()
      // The badge shows the mode of the switch, which draws, and not the mode that was asked for.
      const mode = play.pane(id).kind
      // A recording that could not be loaded may come when the server is back.
      if ((pane.dataset['mode'] === 'replay' || first.isOutdated()) && first.isDue())
        first.draw(terminal?.view.emit)
      status.show(play, { ...state, mode }, state.mode, terminal !== null)
    },
    fit: (zoom) => fit.fit(terminal?.view ?? null, zoom),
    theme(next) {
      theme = next
      terminal?.view.theme(next)
    },
    reached() {
      const head = terminal && play.pane(id).playhead?.()
      return head && head.length >= SHORT ? head.at : null
    },
    seek(at) {
      if (!terminal || !play.pane(id).playhead?.()) return
      play.pane(id).seek?.(at)
      terminal.progress.update()
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
