import { internalOf } from './internal-of.ts'

/** The part of xterm's inner selection service that is used here; its public interface has none. */
interface Selection {
  readonly hasSelection: boolean
  refresh(byMouse?: boolean): void
}

/**
 * Keeps xterm from drawing a selection that does not exist. xterm 6 draws its selection, and with it all
 * rows, again after every line that scrolls, even when nothing is selected: each frame of a scrolling
 * screen is drawn twice. With this it does so only while something is selected, and once more when that
 * ends. An xterm that looks different inside is left alone: it draws more than it must, and nothing
 * wrong. To be called after `open`. Returns whether it could be done.
 */
export function stillSelection(terminal: object): boolean {
  const selection = selectionOf(terminal)
  if (!selection) return false
  const refresh = selection.refresh.bind(selection)
  let drawn = false
  selection.refresh = (byMouse) => {
    const selected = selection.hasSelection
    if (!selected && !drawn) return
    drawn = selected
    refresh(byMouse)
  }
  return true
}

function selectionOf(terminal: object): Selection | undefined {
  const selection = internalOf(terminal, '_selectionService')
  const { refresh, hasSelection } = (selection ?? {}) as Partial<Selection>
  const known = typeof refresh === 'function' && typeof hasSelection === 'boolean'
  return known ? (selection as Selection) : undefined
}
