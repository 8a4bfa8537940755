import { describe, expect, it } from 'vitest'
import { readPaste } from './paste.ts'

const shown = (clipboard: string) =>
  readPaste(clipboard)
    .shown.map(({ text, kind }) => (kind === 'left' ? `<${text}>` : text))
    .join('')

describe('what is pasted', () => {
  it.each(['git status', 'cut -f2\tx', 'Grüße, 界, 👩‍💻'])(
    '%j is plain, and arrives as it is',
    (text) => {
      expect(readPaste(text)).toMatchObject({ text, plain: true, lines: 1, left: 0 })
    },
  )

  it('is asked about if it holds the end of a line, which runs it at a prompt', () => {
    expect(readPaste('rm -rf x\n')).toMatchObject({ plain: false, lines: 1, text: 'rm -rf x\n' })
    expect(readPaste('a\r\nb\rc')).toMatchObject({ plain: false, lines: 3, text: 'a\nb\nc' })
    expect(shown('a\nb')).toBe('a⏎b')
  })

  it.each([
    ['ls\x1b[201~; rm x', 'ls<^[>[201~; rm x', 'ls[201~; rm x'],
    ['ls\x03', 'ls<^C>', 'ls'],
    ['\x7fls', '<^?>ls', 'ls'],
    ['a\x9b5nb', 'a<U+009B>5nb', 'a5nb'],
    ['safe\u202Etxt.exe', 'safe<U+202E>txt.exe', 'safetxt.exe'],
  ])('%j shows what would not be seen, and leaves it out', (clipboard, seen, text) => {
    expect(shown(clipboard)).toBe(seen)
    expect(readPaste(clipboard)).toMatchObject({ text, plain: false, left: 1 })
  })
})
