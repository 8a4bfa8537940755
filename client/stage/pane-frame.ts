import type { PaneId } from '../../core/demo/model.ts'
import { createElement } from '../base/dom.ts'

export type PaneFrame = ReturnType<typeof createPaneFrame>

/** The elements of a pane, by what they show. `release`: the key that the keyboard's ring names. */
export function createPaneFrame(id: PaneId, release: string) {
  const cell = createElement('div', 'cell')
  const pane = createElement('article', 'pane')
  const title = createElement('h3', 'pane-title', id)
  const tag = createElement('p', 'badge')
  const kind = createElement('strong', 'badge-kind')
  const facts = createElement('span', 'badge-facts')
  tag.append(kind, facts)
  const head = createElement('header', 'pane-head')
  head.append(title, tag)
  const body = createElement('div', 'pane-body')
  const screen = createElement('div', 'pane-screen')
  body.append(screen)
  const result = createElement('span', 'chip')
  const keyboard = createElement('span', 'keyboard', `keyboard is here · ${release} lets go`)
  // The reason for a replay stands in the foot, which has room for it.
  const why = createElement('span', 'badge-why')
  const foot = createElement('footer', 'pane-foot')
  foot.append(result, why, keyboard)
  pane.append(head, body, foot)
  cell.append(pane)
  cell.dataset['pane'] = id
  return { id, cell, pane, head, body, screen, foot, tag, kind, facts, result, why }
}
