import { LIVE_SOON, type PaneState } from '../../core/runner/runner.ts'
import { createElement } from '../base/dom.ts'
import type { Play } from '../demo/play.ts'

/** The state of every pane of the demo on the slide, and what is wrong with its recording. */
export function createPaneModes(list: HTMLElement) {
  return {
    /** Without a demo the list is empty. */
    show(play: Play | undefined): void {
      const lines = Object.entries(play?.state.panes ?? {}).map(([id, pane]) => paneLine(id, pane))
      const notice = play?.state.notice ?? ''
      const damage = play?.bundle.damage ?? []
      const text = JSON.stringify([lines, notice, damage])
      if (list.dataset['text'] === text) return
      list.dataset['text'] = text
      list.replaceChildren(...lines.map(rowOf))
      if (notice !== '') list.append(createElement('p', 'pv-notice', notice))
      for (const line of damage)
        list.append(createElement('p', 'pv-damage', `its recording is damaged: ${line}`))
    },
  }
}

/** What is shown of a pane. */
export interface PaneLine {
  readonly id: string
  readonly mode: 'LIVE' | 'REPLAY'
  /** What it does, why it is no longer live, and when it will be again. */
  readonly words: string
  readonly phase: PaneState['phase']
}

const SOON = new Set<string | undefined>(Object.values(LIVE_SOON))

export function paneLine(id: string, pane: PaneState): PaneLine {
  const words = [
    pane.phase === 'idle' ? '' : pane.phase,
    pane.why ?? '',
    pane.cause === 'rejoin' && !SOON.has(pane.why) ? LIVE_SOON.rests : '',
  ]
  return {
    id,
    mode: pane.mode === 'live' ? 'LIVE' : 'REPLAY',
    // The badge may say already when it is live again.
    words: [...new Set(words)].filter((word) => word !== '').join(' · '),
    phase: pane.phase,
  }
}

function rowOf({ id, mode, words, phase }: PaneLine): HTMLElement {
  const row = createElement('p', 'pv-pane')
  row.dataset['phase'] = phase
  const badge = createElement('strong', 'pv-mode', mode)
  badge.dataset['mode'] = mode
  row.append(
    createElement('span', 'pv-pane-name', id),
    badge,
    createElement('span', 'pv-why', words),
  )
  return row
}
