import type { PaneId } from '../../../core/demo/model.ts'
import type { Stop } from '../../../core/base/event.ts'
import { isBusy } from '../../../core/runner/runner.ts'
import type { PaneBox } from '../../stage/pane.ts'
import type { Play } from '../../demo/play.ts'
import type { Stage } from '../../stage/stage.ts'
import { own } from '../../../core/base/own.ts'

/** Which pane has the keyboard, and which one was meant last. */
export interface KeyboardCapture {
  readonly box: PaneBox | null
  /** Gives this pane the keyboard. */
  hold(stage: Stage, box: PaneBox): void
  release(): void
  /** Captures the pane that was meant last, or lets go. */
  toggle(stage: Stage): void
  /** The pane that is meant: the one with the keyboard, else the one that had it last, else the first. */
  meant(stage: Stage): PaneBox | undefined
  /** The pane that fills the slide after this press: each in turn, then null for all again. */
  cycle(stage: Stage): PaneId | null
  readonly stop: Stop
}

export interface KeyboardCaptureOptions {
  readonly current: () => Stage | undefined
  /** Null, or why nobody types here: this window only looks on. */
  readonly barred: () => string | null
  /** Whether a dialog is open: a click in it captures nothing. */
  readonly busy: () => boolean
  /** A pane is about to take the keyboard from whatever has it. */
  readonly taking: () => void
  readonly tell: (words: string) => void
  /** Says why a pane does not take the keyboard or has lost it. What is typed next is lost. */
  readonly refuse: (words: string) => void
  /** A click elsewhere released the keyboard: what is typed next is meant for the stage. */
  readonly left: () => void
}

export function createKeyboardCapture(options: KeyboardCaptureOptions): KeyboardCapture {
  const { current, barred, busy, taking, tell, refuse, left } = options
  let held: { box: PaneBox; undo: Stop } | null = null
  let full: { stage: Stage; pane: PaneId } | null = null
  let last: PaneId | null = null

  function release(): void {
    held?.undo()
    held = null
  }

  function hold(stage: Stage, box: PaneBox): void {
    last = box.id
    if (held?.box === box) return box.view?.focus()
    release()
    const { view } = box
    const { play } = stage
    const pane = play.pane(box.id)
    const why = barred() ?? deaf(play, box.id)
    if (!view || why !== null) return refuse(why ?? '')
    taking()
    // What is typed while the shell is still being opened waits for it.
    let waiting: string[] | null = []
    const stops = [
      view.capture((data) => (waiting ? void waiting.push(data) : pane.write(data))),
      // When a recording takes over, there is no shell to type into any more.
      play.watch(() => {
        if (pane.kind === 'live') return
        release()
        refuse('')
      }),
      box.ring(() => {
        release()
        refuse(`the shell of ${box.id} has ended: the next step opens a fresh one, or T`)
      }),
      keepWindow(),
    ]
    const mine = { box, undo: () => stops.forEach((stop) => stop()) }
    held = mine
    view.focus()
    const unopened = !play.begun(box.id)
    const state = own(play.state.panes, box.id)
    if (unopened) tell('a shell is being opened…')
    else if (state && isBusy(state)) tell(`${box.id} still performs: the first key takes it over`)
    void play.open(box.id).then((why) => {
      if (held !== mine) return
      if (why === null) {
        waiting?.forEach((data) => pane.write(data))
        waiting = null
        return unopened ? tell('') : undefined
      }
      release()
      refuse(`no shell to type into: ${why}`)
    })
  }

  function meant(stage: Stage): PaneBox | undefined {
    const ids = stage.panes
    return held?.box ?? ids.find((each) => each.id === last) ?? ids[0]
  }

  const click = (event: MouseEvent) => {
    if (!event.isTrusted || !(event.target instanceof Element) || busy()) return
    const cell = event.target.closest('.cell')
    const stage = current()
    const box = stage?.panes.find((each) => each.cell === cell)
    if (!stage || !box) {
      if (event.target.closest('.chrome, .ask')) return
      if (held) left()
      release()
      return
    }
    last = box.id
    // A click that marks text means to copy, and not to type.
    if (held?.box !== box && box.view?.selected() !== '') return
    if (!event.target.closest('.find')) hold(stage, box)
  }
  addEventListener('click', click)

  return {
    get box() {
      return held?.box ?? null
    },
    hold,
    release,
    toggle(stage) {
      if (held) return release()
      const live = stage.panes.filter((box) => stage.play.pane(box.id).kind === 'live')
      const box = live.find((each) => each.id === last) ?? live[0] ?? stage.panes[0]
      if (box) hold(stage, box)
    },
    meant,
    cycle(stage) {
      const ids = stage.panes.map((box) => box.id)
      const at = full?.stage === stage ? ids.indexOf(full.pane) : -1
      const first = last !== null && ids.includes(last) ? ids.indexOf(last) : 0
      const order = [...ids.slice(first), ...ids.slice(0, first)]
      const pane = order[at === -1 ? 0 : order.indexOf(ids[at] ?? '') + 1] ?? null
      full = pane === null ? null : { stage, pane }
      return pane
    },
    stop() {
      release()
      removeEventListener('click', click)
    },
  }
}

/** Why nobody can type into a pane, or null. */
export function deaf(play: Pick<Play, 'pane' | 'script'>, id: PaneId): string | null {
  if (play.pane(id).kind === 'live') return null
  const { live } = play.script
  return live.ok
    ? 'nobody can type into a recording: L goes live, then T'
    : `nobody can type into a recording, and live is not possible: ${live.why}`
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
