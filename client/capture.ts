import type { PaneId } from '../core/demo.ts'
import type { Stop } from '../core/event.ts'
import type { PaneBox } from './pane.ts'
import type { Play } from './play.ts'
import type { Stage } from './stage.ts'

/** Which pane has the keyboard, and which one was meant last. */
export interface Capture {
  readonly pane: PaneId | null
  release(): void
  /** Captures the pane that was meant last, or lets go. */
  toggle(stage: Stage): void
  /** The pane that fills the slide after this press: each in turn, then all again. */
  cycle(stage: Stage): PaneId | null
  readonly stop: Stop
}

/** `tell` says why a pane does not take the keyboard: else what is typed next would be keys of the stage. */
export function createCapture(
  current: () => Stage | undefined,
  tell: (words: string) => void,
): Capture {
  let held: { box: PaneBox; undo: Stop } | null = null
  let full: { stage: Stage; pane: PaneId } | null = null
  let meant: PaneId | null = null

  function release(): void {
    held?.undo()
    held = null
  }

  function hold(stage: Stage, box: PaneBox): void {
    meant = box.id
    if (held?.box === box) return
    release()
    const { view } = box
    const pane = stage.play.pane(box.id)
    // A replay has nobody to type to, and a shell that never started has no prompt.
    const why = deaf(stage.play, box.id)
    if (!view || why !== null) return tell(why ?? '')
    const undo = view.capture((data) => pane.write(data))
    // When a recording takes over, the keyboard must not go on as if there were a shell.
    const unwatch = stage.play.watch(() => {
      if (pane.kind !== 'live') release()
    })
    box.ring(true)
    view.focus()
    held = {
      box,
      undo() {
        unwatch()
        undo()
        box.ring(false)
      },
    }
  }

  const click = (event: MouseEvent) => {
    if (!event.isTrusted || !(event.target instanceof Element)) return
    const cell = event.target.closest('.cell')
    const stage = current()
    const box = stage?.panes.find((each) => each.cell === cell)
    if (stage && box) hold(stage, box)
    else if (!event.target.closest('.chrome')) release()
  }
  addEventListener('click', click)

  return {
    get pane() {
      return held?.box.id ?? null
    },
    release,
    toggle(stage) {
      if (held) return release()
      const live = stage.panes.filter((box) => stage.play.pane(box.id).kind === 'live')
      const box = live.find((each) => each.id === meant) ?? live[0] ?? stage.panes[0]
      if (box) hold(stage, box)
    },
    cycle(stage) {
      const ids = stage.panes.map((box) => box.id)
      const at = full?.stage === stage ? ids.indexOf(full.pane) : -1
      const first = meant !== null && ids.includes(meant) ? ids.indexOf(meant) : 0
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
export function deaf(play: Pick<Play, 'pane' | 'begun' | 'script'>, id: PaneId): string | null {
  if (play.pane(id).kind === 'live')
    return play.begun(id) ? null : 'the shell starts with its first step: next, then T'
  const { live } = play.script
  return live.ok
    ? 'nobody can type into a recording: L goes live, then T'
    : `nobody can type into a recording, and live is not possible: ${live.why}`
}
