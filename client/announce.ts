import type { Stop } from '../core/event.ts'
import type { Play } from './play.ts'
import { announcement } from './words.ts'

/** Tells a screen reader how each step ended, pane by pane: what a terminal draws it cannot read. */
export function announceEnds(play: Play, announce: (words: string) => void): Stop {
  const ended = new Map<string, number>()
  return play.watch(() => {
    const words = Object.entries(play.state.panes).flatMap(([id, { phase, outcome, run }]) => {
      if (!outcome || (phase !== 'done' && phase !== 'failed') || ended.get(id) === run) return []
      ended.set(id, run)
      // The runner has gone on to the next step when the last pane of this one is done.
      const { at, step } = play.state
      const name = play.script.steps[at === 'ready' || at === 'done' ? step - 1 : step]?.id ?? ''
      return [announcement(name, id, outcome)]
    })
    if (words.length > 0) announce(words.join('; '))
  })
}
