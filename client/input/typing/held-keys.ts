import type { Stop } from '../../../core/base/event.ts'
import { own } from '../../../core/base/own.ts'
import { isBusy } from '../../../core/runner/runner.ts'
import type { Play } from '../../demo/play.ts'
import type { PaneBox } from '../../stage/pane.ts'
import type { View } from '../../terminal/view.ts'

/** The keyboard while a pane has it: its keys go to the shell of the pane. */
export interface HeldKeys {
  /** Opens the shell if it is not open. What was typed meanwhile is written then. */
  open(): void
  readonly stop: Stop
}

export interface HeldKeysEvents {
  readonly tell: (words: string) => void
  /** The pane cannot be typed into any more, and why. */
  readonly lost: (words: string) => void
}

export function holdKeys(play: Play, box: PaneBox, view: View, on: HeldKeysEvents): HeldKeys {
  const { tell, lost } = on
  const pane = play.pane(box.id)
  let stopped = false
  // What is typed while the shell is still being opened waits for it.
  let waiting: string[] | null = []
  const stops = [
    view.capture((data) => (waiting ? void waiting.push(data) : pane.write(data))),
    // When a recording takes over, there is no shell to type into any more.
    play.watch(() => {
      if (pane.kind !== 'live') lost('')
    }),
    box.ring(() => lost(`the shell of ${box.id} has ended: the next step opens a fresh one, or T`)),
    keepWindow(),
  ]
  return {
    open() {
      const unopened = !play.begun(box.id)
      const state = own(play.state.panes, box.id)
      if (unopened) tell('a shell is being opened…')
      else if (state && isBusy(state)) tell(`${box.id} still performs: the first key takes it over`)
      void play.open(box.id).then((why) => {
        if (stopped) return
        if (why !== null) return lost(`no shell to type into: ${why}`)
        waiting?.forEach((data) => pane.write(data))
        waiting = null
        if (unopened) tell('')
      })
    },
    stop() {
      stopped = true
      for (const stop of stops) stop()
    },
  }
}

/**
 * Makes the browser ask before it closes the window while somebody types: Ctrl-W deletes a word in a
 * shell, and a page cannot take that key from the browser.
 */
function keepWindow(): Stop {
  const stay = (event: BeforeUnloadEvent) => event.preventDefault()
  addEventListener('beforeunload', stay)
  return () => removeEventListener('beforeunload', stay)
}
