import { describe, expect, it } from 'vitest'
import { keepEmojiApart, separated } from './separate-emoji.ts'
import { deafTerminal } from '../view.ts'

const codes = (text: string) => Uint32Array.from([...text].map((one) => one.codePointAt(0) ?? 0))
const text = (of: Uint32Array | null) => (of === null ? null : String.fromCodePoint(...of))

describe('emoji', () => {
  it.each([
    ['a family', '👨\u200d👩\u200d👧', '👨\u200c👩\u200c👧'],
    ['a skin tone', '👍🏽!', '👍\u200c🏽!'],
    ['a picture of a letter', '❤\ufe0fx', '❤\ufe0ex'],
    ['one by itself', '🚀 x', null],
    ['a flag, which is as wide as its letters', '🇩🇪', null],
  ])('that a font would join are kept apart: %s', (_, joined, apart) => {
    expect(text(separated(codes(joined)))).toBe(apart)
  })

  it('take the cells that they took', () => {
    const cursorAfter = (output: string, apart: boolean) => {
      const term = deafTerminal({ cols: 40, rows: 1 })
      if (apart) expect(keepEmojiApart(term)).toBe(true)
      const core = Reflect.get(term, '_core') as { writeSync(text: string): void }
      core.writeSync(output)
      return term.buffer.active.cursorX
    }
    for (const output of ['👨\u200d👩\u200d👧x', '👍🏽x', '❤\ufe0fx', 'ab🏽\u200d'])
      expect(cursorAfter(output, true)).toBe(cursorAfter(output, false))
  })

  it('are left to an xterm that looks different inside', () => {
    expect(keepEmojiApart({})).toBe(false)
    expect(keepEmojiApart({ _core: { _inputHandler: {} } })).toBe(false)
  })
})
