import type { PaneId } from '../../../core/demo/model.ts'
import { own } from '../../../core/base/own.ts'
import type { Stop } from '../../../core/base/event.ts'
import type { PaneBox } from '../../stage/pane.ts'
import type { Play } from '../../demo/play.ts'
import type { Stage } from '../../stage/stage.ts'
import { createFullPane } from './full-pane.ts'
import { holdKeys } from './held-keys.ts'

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
  const { barred, taking, tell, refuse, left } = options
  let held: { box: PaneBox; undo: Stop } | null = null
  let last: PaneId | null = null
  const full = createFullPane()

  function release(): void {
    held?.undo()
    held = null
  }

  function hold(stage: Stage, box: PaneBox): void {
    last = box.id
    if (held?.box === box) return box.view?.focus()
    release()
    const { view } = box
    const why = barred() ?? deaf(stage.play, box.id)
    if (!view || why !== null) return refuse(why ?? '')
    taking()
    const keys = holdKeys(stage.play, box, view, { tell, lost })
    held = { box, undo: keys.stop }
    view.focus()
    keys.open()
  }
  function lost(why: string): void {
    release()
    refuse(why)
  }

  function meant(stage: Stage): PaneBox | undefined {
    const ids = stage.panes
    return held?.box ?? ids.find((each) => each.id === last) ?? ids[0]
  }

  const stopClicks = hearClicks(options, {
    pane(stage, box, isSearch) {
      last = box.id
      // A click that marks text means to copy, and not to type.
      if (held?.box !== box && box.view?.selected() !== '') return
      if (!isSearch) hold(stage, box)
    },
    elsewhere() {
      if (held) left()
      release()
    },
  })

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
    cycle: (stage) => full.next(stage, last),
    stop() {
      release()
      stopClicks()
    },
  }
}

/** Hears where somebody clicks, but for buttons and dialogs, which keep the keyboard where it is. */
function hearClicks(
  { current, busy }: Pick<KeyboardCaptureOptions, 'current' | 'busy'>,
  on: { pane(stage: Stage, box: PaneBox, isSearch: boolean): void; elsewhere(): void },
): Stop {
  const click = ({ isTrusted, target }: MouseEvent) => {
    if (!isTrusted || !(target instanceof Element) || busy()) return
    const cell = target.closest('.cell')
    const stage = current()
    const box = stage?.panes.find((each) => each.cell === cell)
    if (stage && box) on.pane(stage, box, target.closest('.find') !== null)
    else if (!target.closest('.chrome, .ask')) on.elsewhere()
  }
  addEventListener('click', click)
  return () => removeEventListener('click', click)
}

/** Why nobody can type into a pane, or null. */
export function deaf(play: Pick<Play, 'pane' | 'script' | 'state'>, id: PaneId): string | null {
  if (play.pane(id).kind === 'live') return null
  const { live } = play.script
  if (!live.ok) return `nobody can type into a recording, and live is not possible: ${live.why}`
  const leads =
    own(play.state.panes, id)?.cause === 'rejoin' ? 'shows the live terminal' : 'goes live'
  return `nobody can type into a recording: L ${leads}, then T`
}
