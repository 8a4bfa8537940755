import { findAll, stepTo } from './find-matches.ts'
import { FIND_FIELD } from './find-field.ts'
import { createElement, setText } from '../base/dom.ts'
import type { PaneBox } from '../stage/pane.ts'
import type { Match } from '../terminal/view.ts'

/** The search of a terminal: a bar in the foot of its pane. */
export interface Search {
  readonly open: boolean
  show(box: PaneBox): void
  step(direction: 'older' | 'newer'): void
  /** Closes the bar, and returns the pane that was searched. */
  close(): PaneBox | null
}

export function createSearch(act: (action: 'older' | 'newer' | 'close') => void): Search {
  const bar = createElement('div', 'find')
  bar.setAttribute('role', 'search')
  const field = createElement('input', FIND_FIELD)
  field.type = 'text'
  field.spellcheck = false
  field.autocomplete = 'off'
  const count = createElement('span', 'find-count')
  count.setAttribute('aria-live', 'polite')
  const button = (action: 'older' | 'newer' | 'close', text: string, name: string) => {
    const made = createElement('button', '', text)
    made.type = 'button'
    made.setAttribute('aria-label', name)
    // The field keeps the focus.
    made.addEventListener('mousedown', (event) => event.preventDefault())
    made.addEventListener('click', () => act(action))
    return made
  }
  bar.append(
    field,
    count,
    button('older', '↑', 'older match'),
    button('newer', '↓', 'newer match'),
    button('close', '×', 'close the search'),
  )
  let searched: PaneBox | null = null
  let at: Match | null = null

  function go(direction: 'older' | 'newer' | 'here'): void {
    const view = searched?.view
    if (!view) return
    // The rows are searched again at each step, because the terminal may have gone on meanwhile.
    const matches = findAll(view.rows(), field.value, view.cols)
    const n = direction === 'here' ? stepTo(matches, null, 'older') : stepTo(matches, at, direction)
    at = matches[n] ?? null
    view.select(at)
    setText(count, field.value === '' ? '' : at ? `${n + 1} of ${matches.length}` : 'not found')
    bar.dataset['found'] = String(at !== null || field.value === '')
  }
  field.addEventListener('input', () => go('here'))

  function close(): PaneBox | null {
    const box = searched
    searched = null
    at = null
    bar.remove()
    box?.view?.select(null)
    return box
  }
  return {
    get open() {
      return searched !== null
    },
    show(box) {
      if (searched !== box) {
        close()
        searched = box
        field.value = ''
        setText(count, '')
        bar.dataset['found'] = 'true'
        field.placeholder = `find in ${box.id}`
        field.setAttribute('aria-label', field.placeholder)
        box.foot.append(bar)
      }
      field.focus()
      field.select()
    },
    step: go,
    close,
  }
}
