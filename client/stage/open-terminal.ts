import type { Stop } from '../../core/base/event.ts'
import type { Play } from '../demo/play.ts'
import { visible } from '../base/labels.ts'
import type { ThemeName } from '../terminal/palette.ts'
import { createView, type View } from '../terminal/view.ts'
import type { FirstScreen } from './first-screen.ts'
import type { PaneFrame } from './pane-frame.ts'
import { createProgress, type Progress } from './progress-bar.ts'

/** The terminal of a pane while its slide is shown, and the line under its recording. */
export interface OpenTerminal {
  readonly view: View
  readonly progress: Progress
  readonly stop: Stop
}

export interface OpenTerminalOptions {
  readonly theme: ThemeName
  /** Whether this window may move a recording. One that looks on may not. */
  readonly allowed: () => boolean
  /** Somebody pressed a link in the terminal. */
  readonly follow: (url: string) => void
  /** The shell has ended. */
  readonly ended: () => void
}

export function openTerminal(
  play: Play,
  { id, pane, screen, foot }: PaneFrame,
  first: FirstScreen,
  { theme, allowed, follow, ended }: OpenTerminalOptions,
): OpenTerminal {
  const view = createView(screen, first.size(), theme, {
    label: `terminal ${id}`,
    onGrid({ width, height }) {
      screen.style.width = `${width}px`
      screen.style.height = `${height}px`
    },
    onSeen: (seen, all) => void (foot.dataset['visible'] = visible(seen, all)),
    onLink: follow,
    onEnd: ended,
  })
  // A live terminal that was never opened has nothing to say, not even a reset.
  if (first.isDue()) first.draw(view.emit)
  // No step is named, so that a recording that plays goes on where it is.
  const detach = play.pane(id).attach(view.emit)
  const progress = createProgress({
    label: `position in the recording of ${id}`,
    playhead: () => play.pane(id).playhead?.() ?? null,
    seek: (at) => play.pane(id).seek?.(at),
    allowed,
  })
  pane.append(progress.element)
  return {
    view,
    progress,
    stop() {
      detach()
      progress.stop()
      progress.element.remove()
      view.dispose()
      screen.replaceChildren()
    },
  }
}
