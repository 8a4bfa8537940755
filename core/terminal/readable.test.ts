import { expect, it } from 'vitest'
import { readable } from './readable.ts'

it.each([
  ['words', 'no such image: a/b', 'no such image: a/b'],
  ['colours and a clipboard', 'bad \x1b]52;c;UFdORUQ=\x07\x1b[31m word\x1b[0m', 'bad  word'],
  ['what moves, rings and deletes', '\x1b[2J\x1b[Hgone\x07\b\x7f\0 here\r', 'gone here'],
  ['C1 controls', '\u009b31mred\u009d0;title\u009c', 'red'],
  ['what turns the direction', 'a\u202eb', 'a\\u{202e}b'],
  ['a string that never ends', 'a\x1b]0;b\nc', 'a\nc'],
])('%s', (_, text, words) => expect(readable(text)).toBe(words))
