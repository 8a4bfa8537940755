/** What of xterm's selection is needed here; its public interface has nothing like it. */
interface Selection {
  readonly hasSelection: boolean
  refresh(byMouse?: boolean): void
}

/**
 * xterm 6 draws its selection anew with every line that scrolls, and with it every row of the screen,
 * also when nothing is selected: each frame of a scrolling screen twice, held or not. Here that happens
 * only while something is selected, and once more when it no longer is. An xterm that looks different
 * inside is left alone: it draws more than it must, and nothing wrong. Call after `open`.
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
  const core: unknown = Reflect.get(terminal, '_core')
  if (typeof core !== 'object' || core === null) return undefined
  const selection: unknown = Reflect.get(core, '_selectionService')
  if (typeof selection !== 'object' || selection === null) return undefined
  const { refresh, hasSelection } = selection as Partial<Selection>
  const known = typeof refresh === 'function' && typeof hasSelection === 'boolean'
  return known ? (selection as Selection) : undefined
}
