import { expect, it } from 'vitest'
import { withoutNotes } from './speaker-notes.ts'

it.each([
  ['none', '<section><p>a</p></section>', '<section><p>a</p></section>', []],
  [
    'some, with the text beside them',
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
  [
    'in an attribute of any spelling',
    "<section DATA-NOTES='x' id=a data-notes=y data-notes>b",
    '<section id=a>b',
    [],
  ],
  ['in an attribute that has no value', '<section data-notes data-x>b', '<section data-x>b', []],
  [
    'behind a bracket in a value',
    '<aside title="a > b" class="notes">c</aside>',
    '<aside class="notes" data-note="0"></aside>',
    ['c'],
  ],
  [
    'with an end tag in a comment and one in a script',
    '<aside class="notes">a<!-- </aside> --><script>"</aside>"</script>b</aside>c',
    '<aside class="notes" data-note="0"></aside>c',
    ['a<!-- </aside> --><script>"</aside>"</script>b'],
  ],
  [
    'none in a comment, in code and in a value',
    '<!-- <aside class="notes"> --><code>&lt;aside class="notes"&gt;</code><p title="<aside class=notes>">a</p>',
    '<!-- <aside class="notes"> --><code>&lt;aside class="notes"&gt;</code><p title="<aside class=notes>">a</p>',
    [],
  ],
  ['another class', '<aside class="footnotes">a</aside>', '<aside class="footnotes">a</aside>', []],
  ['another aside', '<aside>a</aside>', '<aside>a</aside>', []],
])('%s', (_, html, sections, notes) => expect(withoutNotes(html)).toEqual({ sections, notes }))
