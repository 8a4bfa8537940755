import type { PaneId } from '../../../core/demo/model.ts'
import type { Stage } from '../../stage/stage.ts'

/** Which pane fills the slide. Another slide begins with all of its panes. */
export interface FullPane {
  /**
   * The pane that fills the slide after this press: each in turn, from `first` on, then null for all
   * again.
   */
  next(stage: Pick<Stage, 'panes'>, first: PaneId | null): PaneId | null
}

export function createFullPane(): FullPane {
  let full: { readonly stage: Pick<Stage, 'panes'>; readonly pane: PaneId } | null = null
  return {
    next(stage, first) {
      const ids = stage.panes.map((box) => box.id)
      const pane = paneAfter(ids, full?.stage === stage ? full.pane : null, first)
      full = pane === null ? null : { stage, pane }
      return pane
    },
  }
}

function paneAfter(ids: readonly PaneId[], now: PaneId | null, first: PaneId | null) {
  const at = first === null ? 0 : Math.max(0, ids.indexOf(first))
  const order = [...ids.slice(at), ...ids.slice(0, at)]
  return order[now === null ? 0 : order.indexOf(now) + 1] ?? null
}
