import type { PaneId } from '../../core/demo/model.ts'
import { blank, type Emit, type Size } from '../../core/base/event.ts'
import { own } from '../../core/base/own.ts'
import type { Play } from '../demo/play.ts'

/**
 * What a live pane shows before anything ran: the prompt that its recording has before the first step.
 * No recorded output stands under the badge LIVE, whichever step is next.
 */
export interface FirstScreen {
  /** That of the recording where there is one, else that of the demo. */
  size(): Size
  /** Whether the pane is live and nothing ran in it, so that this screen is what it shows. */
  isDue(): boolean
  /** Whether it was drawn from another recording than the one that is here now, or never. */
  isOutdated(): boolean
  draw(emit: Emit | undefined): void
}

export function createFirstScreen(
  play: Pick<Play, 'bundle' | 'pane' | 'begun'>,
  id: PaneId,
): FirstScreen {
  const recording = () => own(play.bundle.take?.panes, id)
  const size = () => recording()?.size ?? play.bundle.demo.size
  let drawn: ReturnType<typeof recording>

  return {
    size,
    isDue: () => play.pane(id).kind === 'live' && !play.begun(id),
    isOutdated: () => drawn !== recording(),
    draw(emit) {
      drawn = recording()
      emit?.({ type: 'reset', snapshot: drawn?.segments[0]?.opening ?? blank(size()) })
    },
  }
}
