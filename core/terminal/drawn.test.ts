import { describe, expect, it } from 'vitest'
import { drawnSince, type ScreenText } from './drawn.ts'

const screen = (lines: string[], line = lines.length - 1, column = lines[line]?.length ?? 0) =>
  ({ lines, cursor: { line, column } }) satisfies ScreenText

describe('what was drawn since', () => {
  it('is the lines that were not there', () => {
    const before = screen(['$ one', 'ok', '$ two'])
    expect(drawnSince(before, screen(['$ one', 'ok', '$ two', 'ready!', '$ ']))).toEqual([
      'ready!\n$ ',
    ])
  })

  it('is nothing where lines only moved up', () => {
    expect(drawnSince(screen(['a', 'b', 'c']), screen(['b', 'c', '']))).toEqual([])
  })

  it('is a second line of the same text', () => {
    expect(drawnSince(screen(['ok']), screen(['ok', 'ok']))).toEqual(['ok'])
  })

  it('is also the text up to the cursor, with the blank that a prompt ends with', () => {
    const now = screen(['menu', '> yes', 'help: q'], 1, 6)
    expect(drawnSince(screen([]), now)).toEqual(['menu\n> yes\nhelp: q', 'menu\n> yes '])
  })
})

describe('the line in which something was entered', () => {
  const query = 'select 7;'
  /** A prompt with this much of the line echoed, when Enter is pressed. */
  const at = (echoed: string): ScreenText => ({
    ...screen(['welcome', `sqlite> ${echoed}`]),
    entered: query,
  })

  it.each(['', 'sel', query])('does not count, however much of it was echoed: %j', (echoed) => {
    const line = `sqlite> ${query}`
    expect(drawnSince(at(echoed), screen(['welcome', line]))).toEqual([])
    const answered = ['7\nsqlite> ']
    expect(drawnSince(at(echoed), screen(['welcome', line, '7', 'sqlite> ']))).toEqual(answered)
    expect(drawnSince(at(echoed), screen([line, '7', 'sqlite> '])), 'scrolled').toEqual(answered)
  })

  it('counts for what a program writes behind it, as behind a password', () => {
    const before = { ...screen(['Password: ']), entered: 'hunter2' }
    expect(drawnSince(before, screen(['Password: welcome']))).toEqual(['welcome'])
  })
})
