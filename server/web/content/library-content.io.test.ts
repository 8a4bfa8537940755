import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keepBundles } from '../../recording/take/bundle-cache.ts'
import { openLibrary } from '../../library/library.ts'
import { coverHtml } from '../../library/redact-content.ts'
import { createLibraryContent } from './library-content.ts'

const SECRET = 'hunter2-<λ>-password'
const root = mkdtempSync(join(tmpdir(), 'cuecast-content-'))
afterAll(() => rmSync(root, { recursive: true }))
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const script = (rest: string) =>
  `title: with ${SECRET}\nredact: ['${SECRET}']\nsteps:\n  - id: a\n    caption: says ${SECRET}\n    run: echo '${SECRET}'\n    expect: ${SECRET}\n${rest}`
write('demos/good/demo.yaml', script(''))
write('demos/bad/demo.yaml', script(`    nonsense: ${SECRET}\n`))
const slide = (demo: string) =>
  `# About ${SECRET}\n\n\`\`\`sh\necho ${SECRET}\n\`\`\`\n\n\`\`\`demo ${demo}\n\`\`\`\n\nNote: say **nothing** of ${SECRET}\n`
write('slides/talk/deck.md', `${slide('good')}\n---\n\n${slide('bad')}`)
const ODD = 'a"b<c>d-password'
write(
  'demos/odd/demo.yaml',
  script('').replace(`redact: ['`, `redact: ['${ODD}', 'section', 'swordfish', '`),
)
write(
  'slides/attributes/deck.html',
  `<section title="${SECRET}"><!-- ${SECRET} --><img alt='of ${SECRET}' src=pictures/${SECRET}.png>
<p data-x='swordfish' lang=swordfish aria-label="a > b ${SECRET}" title="${ODD.replace('"', '&quot;')}">fine</p>
<div data-demo="odd" data-from="a"></div></section>`,
)
write(
  'slides/flags/deck.md',
  `---\ntitle: Flags of ${SECRET}\nauthor: ${SECRET}\nevent: at ${SECRET}\n---\n\n<!-- .slide: data-state="${SECRET}" -->\n\n\`\`\`flagmap map.json\n\`\`\`\n\n\`\`\`demo good\nsteps: ${SECRET}\n\`\`\`\n`,
)
const flag = {
  flag: '--env',
  value: SECRET,
  group: 'g',
  what: `Sets ${SECRET}.`,
  source: `in ${SECRET}`,
  json: [{ path: ['process', 'env', '[]'], value: `TOKEN=${SECRET}`, was: SECRET }],
}
write(
  'slides/flags/map.json',
  JSON.stringify({
    docker: '28',
    runc: '1',
    date: 'today',
    image: SECRET,
    args: [SECRET],
    flags: [flag, { ...flag, flag: '--none', json: [], note: `${SECRET} sees to it` }],
  }),
)
write(
  'slides/paper/deck.html',
  `<section><p>${SECRET.replace('<', '&lt;').replace('>', '&gt;')}</p><div data-demo="good"></div><aside class="notes">quiet</aside></section>`,
)
const library = openLibrary([root])
const content = createLibraryContent({ library, trusted: () => true, bundles: keepBundles() })

it.each(['talk', 'paper'])(
  'gives everybody the slides of %s, without notes and secrets',
  async (name) => {
    const page = (await content.page(name))!
    const all = JSON.stringify(page)
    expect(page.sections).toContain('<aside class="notes" data-note="0"></aside>')
    for (const word of ['hunter2', 'nothing', 'quiet']) expect(all).not.toContain(word)
    expect(all).toContain('•'.repeat(SECRET.length))
  },
)

it('gives the presenter notes, commands and expectations, without secrets', () => {
  const cues = content.cues('talk')!
  expect(cues.notes?.[0]).toContain('<strong>nothing</strong>')
  expect(cues.notes).toHaveLength(2)
  expect(cues.demos['good']?.['a']?.parts['main']?.command).toBe(`echo '${'•'.repeat(20)}'`)
  expect(JSON.stringify(cues)).not.toContain('hunter2')
})

it.each(['good', 'bad'])(
  'gives no secret with the demo %s, nor with its problems',
  async (name) => {
    const bundle = (await content.bundle(name))!
    expect(bundle.problems?.length ?? 0).toBe(name === 'bad' ? 1 : 0)
    expect(JSON.stringify(bundle)).not.toContain('hunter2')
    expect(bundle.demo.title).toContain('•••')
  },
)

it('covers attributes and comments of slides in HTML, but not the attributes that refer to a demo', async () => {
  const { sections } = (await content.page('attributes'))!
  expect(sections).not.toMatch(/hunter2|swordfish|b<c>|b&lt;c/)
  expect(sections).toContain('<section title="••••')
  expect(sections).toContain('<div data-demo="odd" data-from="a"></div></section>')
  expect(sections).toContain('>fine</p>')
})

it.each([
  ['<p a="1" a="swordfish">', '<p a="1" a="•••••••••">'],
  ["<p a='x > swordfish' b=swordfish>", "<p a='x > •••••••••' b=•••••••••>"],
  ['</p a=swordfish>', '</p a=•••••••••>'],
  ['<p a="x', '<p a="x'],
  ['<p a="swordfish', '<p a="•••••••••'],
  ['<script>"<p swordfish>"</script>', '<script>"<p •••••••••>"</script>'],
  ['<swordfish swordfish data-demo="swordfish">', '<swordfish swordfish data-demo="swordfish">'],
])('covers %s', (markup, covered) => expect(coverHtml(markup, ['swordfish'])).toBe(covered))

it('reads a tag without an end only once', () => {
  const long = 10 ** 5
  for (const text of ['a'.repeat(long), 'a '.repeat(long), 'a = '.repeat(long), '"<'.repeat(long)])
    expect(coverHtml(`<p ${text}`, [SECRET])).toBe(`<p ${text}`)
})

it('covers the texts of a flag map and the attributes of a slide', async () => {
  const { sections } = (await content.page('flags'))!
  expect(sections).toContain('flagmap-run')
  expect(sections).toMatch(/Sets •+\./)
  expect(sections).not.toContain('hunter2')
})

it('covers the cards of the library, and the problems of a deck there', () => {
  const cards = content.decks()
  const flags = cards.find(({ name }) => name === 'flags')
  expect(flags?.title).toBe(`Flags of ${'•'.repeat(SECRET.length)}`)
  expect(flags?.problems.length).toBeGreaterThan(0)
  expect(JSON.stringify(cards)).not.toContain('hunter2')
})
