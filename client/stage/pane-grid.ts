import type { PaneId, PublicStep } from '../../core/demo/model.ts'
import { createElement } from '../base/dom.ts'
import type { PaneBox } from './pane.ts'
import { layoutOf } from './step-range.ts'

/** The panes of a stage: side by side, or one at a time. */
export interface PaneGrid {
  readonly element: HTMLElement
  /** In the layout of one pane at a time, shows the pane that performs in this step. */
  follow(step: PublicStep | undefined): void
  /** One pane fills the grid, or (null) all share it. */
  maximise(pane: PaneId | null): void
}

/** `layout`: as the author asked for it. */
export function createPaneGrid(boxes: readonly PaneBox[], layout: string | undefined): PaneGrid {
  const element = createElement('div', 'panes')
  element.dataset['layout'] = layoutOf(layout, boxes.length)
  element.style.setProperty('--panes', String(boxes.length))
  element.append(...boxes.map((box) => box.cell))

  function fill(isFull: (box: PaneBox) => boolean): void {
    for (const box of boxes) box.cell.classList.toggle('full', isFull(box))
  }
  return {
    element,
    follow(step) {
      if (element.dataset['layout'] !== 'single') return
      const pane = boxes.find((box) => step?.panes.includes(box.id)) ?? boxes[0]
      fill((box) => box === pane)
    },
    maximise(pane) {
      element.classList.toggle('maximised', pane !== null)
      fill((box) => box.id === pane)
    },
  }
}
