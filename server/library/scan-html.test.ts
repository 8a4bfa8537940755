import { expect, it } from 'vitest'
import { scanHtml, type HtmlTag } from './scan-html.ts'

const tags = (source: string) => {
  const found: HtmlTag[] = []
  scanHtml(source, (tag) => found.push(tag))
  return found
}

it('reports the place of each tag and each attribute in the source', () => {
  const source = '<P\r\n class = "a b" x>é 😀<br/>&amp;</P y=1>'
  const found = tags(source)
  expect(found.map((tag) => source.slice(tag.start, tag.end))).toEqual([
    '<P\r\n class = "a b" x>',
    '<br/>',
    '</P y=1>',
  ])
  const attributes = found.flatMap((tag) => tag.attributes)
  expect(
    attributes.map(({ name, value, start, end }) => [name, value, source.slice(start, end)]),
  ).toEqual([
    ['class', 'a b', 'class = "a b"'],
    ['x', '', 'x'],
    ['y', '1', 'y=1'],
  ])
})

it('reports the text between tags, decoded, but not the text of comments', () => {
  let text = ''
  scanHtml(
    '<!doctype html>a<b>&lt;b&gt;</b>\n<!-- no -->c',
    () => {},
    (more) => (text += more),
  )
  expect(text).toBe('a<b>\nc')
})

it('treats names that every object has as ordinary names', () => {
  const [tag] = tags('<constructor __proto__="a" toString="b">')
  expect(tag?.name).toBe('constructor')
  expect(tag?.attributes.map(({ name, value }) => [name, value])).toEqual([
    ['__proto__', 'a'],
    ['tostring', 'b'],
  ])
})

/**
 * Each of these makes a tree much larger than itself, or makes a reader that looks back read it
 * again.
 */
const HOSTILE: Readonly<Record<string, (size: number) => string>> = {
  'elements in elements': (size) => '<section>'.repeat(size / 9),
  'formatting that a paragraph would repeat': (size) =>
    Array.from({ length: size / 20 }, (_, n) => `<b x${n}><p>`).join(''),
  brackets: (size) => '<'.repeat(size),
  'quotes that never end': (size) => '<p a="'.repeat(size / 6),
  'comments that never end': (size) => '<!--'.repeat(size / 4),
  'one tag with many names': (size) =>
    `<p ${Array.from({ length: size / 10 }, (_, n) => `a${n}`).join(' ')}>`,
  'one tag with one name': (size) => `<p ${'a '.repeat(size / 2)}>`,
  'raw text that never ends': (size) => '<script>'.repeat(size / 8),
}

it.each(Object.entries(HOSTILE))('keeps no more than the length of %s', (_, make) => {
  const source = make(200_000)
  const found = tags(source)
  expect(found.length).toBeLessThanOrEqual(source.length / 3)
  let last = 0
  for (const { start, end } of found) {
    expect(start).toBeGreaterThanOrEqual(last)
    last = end
  }
  expect(last).toBeLessThanOrEqual(source.length)
})
