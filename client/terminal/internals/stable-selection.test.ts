import { expect, test } from 'vitest'
import { stillSelection } from './stable-selection.ts'

/** The inside of a terminal as xterm 6 has it; the browser tests see the real one. */
function terminal() {
  let drawn = 0
  const selection = { hasSelection: false, refresh: () => void drawn++ }
  return {
    selection,
    inside: { _core: { _selectionService: selection } },
    drawn: () => drawn,
  }
}

test('a line that scrolls draws no selection where nothing is selected', () => {
  const { selection, inside, drawn } = terminal()
  expect(stillSelection(inside)).toBe(true)
  for (let n = 0; n < 100; n++) selection.refresh()
  expect(drawn()).toBe(0)
})

test('a selection is drawn as long as it is there, and once when it is gone', () => {
  const { selection, inside, drawn } = terminal()
  stillSelection(inside)
  selection.hasSelection = true
  selection.refresh()
  selection.refresh()
  expect(drawn()).toBe(2)
  selection.hasSelection = false
  selection.refresh()
  expect(drawn()).toBe(3)
  selection.refresh()
  expect(drawn()).toBe(3)
})

test.each([{}, { _core: {} }, { _core: { _selectionService: { refresh: 1 } } }])(
  'an xterm that looks different inside is left alone: %j',
  (inside) => {
    expect(stillSelection(inside)).toBe(false)
  },
)
