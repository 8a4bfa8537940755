import { expect, it } from 'vitest'
import { libraryPage } from './library.ts'

const page = (decks: Parameters<typeof libraryPage>[0]['decks'], rooms = true) =>
  libraryPage({ decks, rooms, problems: [], nonce: 'n', imports: [], scripts: [], styles: [] })

it('shows the name that commands take, beside the title', () => {
  const html = page([{ name: 'talk', title: 'A <talk>', demos: 1, problems: [] }])
  expect(html).toContain('A &lt;talk&gt;')
  expect(html).toContain('<span>talk</span> · <span>1 demo</span>')
})

it('tells where to put a deck if there is none', () => {
  expect(page([])).toContain('slides/NAME/deck.md')
})

it('links to the green room, if there is one', () => {
  const deck = { name: 'talk', title: 'A talk', demos: 1, problems: [] }
  expect(page([deck])).toContain('href="/decks/talk/green-room"')
  expect(page([deck], false)).not.toContain('green-room"')
})

it('shows the name of the project, also in its title', () => {
  const html = libraryPage({
    decks: [],
    rooms: true,
    problems: [],
    nonce: 'n',
    imports: [],
    scripts: [],
    styles: [],
    project: 'my <talks>',
  })
  expect(html).toContain('<h1>Decks of <span class="project">my &lt;talks&gt;</span></h1>')
  expect(html).toContain('<title>my &lt;talks&gt; · Cuecast</title>')
})
