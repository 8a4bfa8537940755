import { expect, it } from 'vitest'
import { carryOut, type SequenceScreen } from './screen-sequence.ts'

/** What a sequence asks of a screen of 10 by 5 with the cursor in column 4 of row 2, or elsewhere. */
function asked(text: string, x = 4, y = 2): string[] {
  const calls: string[] = []
  const note =
    (name: string) =>
    (...numbers: number[]) =>
      void calls.push([name, ...numbers].join(' '))
  const names = ['move', 'save', 'restore', 'clear', 'clearAll', 'insert', 'remove'] as const
  const screen = {
    cols: 10,
    rows: 5,
    x,
    y,
    ...Object.fromEntries(names.map((name) => [name, note(name)])),
    down() {
      calls.push('down')
      screen.y += 1
    },
  } as { -readonly [Key in keyof SequenceScreen]: SequenceScreen[Key] }
  carryOut(text, screen)
  return calls
}

it.each([
  ['\x1b[A', ['move 4 1']],
  ['\x1b[3B', ['move 4 5']],
  ['\x1b[2C', ['move 6 2']],
  ['\x1b[0D', ['move 3 2']],
  ['\x1b[E', ['move 0 3']],
  ['\x1b[2F', ['move 0 0']],
  ['\x1b[3G', ['move 2 2']],
  ['\x1b[4d', ['move 4 3']],
  ['\x1b[H', ['move 0 0']],
  ['\x1b[2;5H', ['move 4 1']],
  ['\x1bM', ['move 4 1']],
  ['\x1bD', ['down']],
  ['\x1bE', ['down', 'move 0 3']],
  ['\x1b7', ['save']],
  ['\x1b[u', ['restore']],
])('%j moves the cursor: %j', (text, calls) => expect(asked(text)).toEqual(calls))

it.each([
  ['\x1b[K', ['clear 2 4 10']],
  ['\x1b[1K', ['clear 2 0 5']],
  ['\x1b[2K', ['clear 2 0 10']],
  ['\x1b[3X', ['clear 2 4 7']],
  ['\x1b[J', ['clear 2 4 10', 'clear 3 0 10', 'clear 4 0 10']],
  ['\x1b[1J', ['clear 2 0 5', 'clear 0 0 10', 'clear 1 0 10']],
  ['\x1bc', ['clearAll']],
  ['\x1b[?1049h', ['clearAll']],
  ['\x1b[2L', ['clearAll']],
])('%j empties cells: %j', (text, calls) => expect(asked(text)).toEqual(calls))

it('inserts and deletes no more cells than there are up to the margin', () => {
  expect(asked('\x1b[2@')).toEqual(['insert 4 2'])
  expect(asked('\x1b[99P')).toEqual(['remove 4 6'])
})

it('takes a cursor past the margin for one in the last column', () => {
  expect(asked('\x1b[P', 10)).toEqual(['remove 9 1'])
  expect(asked('\x1b[D', 10)).toEqual(['move 8 2'])
})

it('ignores colours, modes and what is no sequence', () => {
  for (const text of ['\x1b[31m', '\x1b[?25l', '\x1b[>c', 'text']) expect(asked(text)).toEqual([])
})
