import { expect, it } from 'vitest'
import { withoutNotes } from './speaker-notes.ts'

it.each([
  ['none', '<section><p>a</p></section>', '<section><p>a</p></section>', []],
  [
    'some, with what stands beside them',
    '<section>a<aside class="notes">\n<p>one</p></aside></section><section>b<aside class="notes">two</aside></section>',
    '<section>a<aside class="notes" data-note="0"></aside></section><section>b<aside class="notes" data-note="1"></aside></section>',
    ['<p>one</p>', 'two'],
  ],
  [
    'written by hand, one inside another, without an end',
    "a<ASIDE id=x class='big notes'>b<aside>c</aside>d</ASIDE>e<aside class=notes>f",
    'a<aside class="notes" data-note="0"></aside>e<aside class="notes" data-note="1"></aside>',
    ['b<aside>c</aside>d', 'f'],
  ],
  ['as Reveal reads them', '<section id="a" data-notes="x > y">b', '<section id="a">b', []],
  ['another aside', '<aside>a</aside>', '<aside>a</aside>', []],
])('%s', (_, html, sections, notes) => expect(withoutNotes(html)).toEqual({ sections, notes }))
