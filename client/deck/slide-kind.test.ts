import { expect, it } from 'vitest'
import { kindOf } from './slide-kind.ts'

it.each([
  ['H1 P', '', 'title'],
  ['H2', '', 'statement'],
  ['P', '', 'statement'],
  ['H2 P', '', 'statement'],
  ['BLOCKQUOTE', '', 'statement'],
  ['H2 UL', '', 'text'],
  ['H2 P P', '', 'text'],
  ['H2 PRE P', 'pre', 'code'],
  ['H2 TABLE', 'table', 'table'],
  ['H2 P', 'img', 'image'],
  ['H2 DIV', '.stage', 'stage'],
  ['H1 DIV', '.stage', 'stage'],
  ['H2 DIV', '.flagmap', 'flagmap'],
])('a slide of %s with %s is a %s', (tags, inside, kind) => {
  const has = (selector: string) => inside !== '' && selector.split(', ').includes(inside)
  expect(kindOf({ tags: tags.split(' '), has })).toBe(kind)
})
