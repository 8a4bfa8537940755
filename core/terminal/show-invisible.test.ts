import { expect, it } from 'vitest'
import { visible } from './show-invisible.ts'

it('characters that draw nothing, or move their neighbours, become their codes', () => {
  const hidden = [0, 7, 0x1b, 0x7f, 0x9b, 0xa0, 0xad, 0x61c, 0x115f, 0x180e, 0x200b, 0x200f, 0x2028]
  const more = [0x202e, 0x2060, 0x2066, 0x2800, 0x3000, 0x3164, 0xfe0f, 0xfeff, 0xe000, 0xe0041]
  for (const code of [...hidden, ...more])
    expect(visible(`a${String.fromCodePoint(code)}b`)).toBe(`a\\u{${code.toString(16)}}b`)
  expect(visible('\ud800')).toBe('\\u{d800}')
})

it('text that people write stays as it is', () => {
  for (const text of ['docker run -v "$PWD":/x', 'für Zoë, 你好 🙂', '    four spaces', ''])
    expect(visible(text)).toBe(text)
})

it('a long run of spaces is counted, and tabs are spaces', () => {
  expect(visible(`a${' '.repeat(200)}b`)).toBe('a ⟨200 spaces⟩ b')
  expect(visible('\t'.repeat(100) + 'b')).toBe(' ⟨200 spaces⟩ b')
  expect(visible('\ta\tb')).toBe('  a  b')
})
