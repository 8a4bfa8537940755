import type { Stop } from '../../core/base/event.ts'
import { isFailing } from '../../core/demo/model.ts'
import type { Play } from '../demo/play.ts'
import { announcement } from '../base/labels.ts'
import { own } from '../../core/base/own.ts'

/**
 * Tells a screen reader how each step ended, since it cannot read what a terminal draws. A step is one
 * line, when its last pane has ended, because a second line at once would cut the first off.
 */
export function announceEnds(play: Play, announce: (words: string) => void): Stop {
  let running: number | null = null
  return play.watch(() => {
    const { at, step, panes } = play.state
    if (at === 'running') {
      running = step
      return
    }
    const ended = running === null ? undefined : play.script.steps[running]
    running = null
    const words = (ended?.panes ?? []).flatMap((id) => {
      const outcome = own(panes, id)?.outcome
      if (!ended || !outcome) return []
      return [announcement(ended.id, id, { ...outcome, failing: isFailing(ended, id) })]
    })
    if (words.length > 0) announce(words.join('; '))
  })
}
