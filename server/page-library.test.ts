import { expect, it } from 'vitest'
import { libraryPage } from './page-library.ts'

const page = (decks: Parameters<typeof libraryPage>[0]['decks']) =>
  libraryPage({ decks, problems: [], nonce: 'n', scripts: [], imports: [], styles: [] })

it('tells the name that commands take, beside the title', () => {
  const html = page([{ name: 'talk', title: 'A <talk>', demos: 1, problems: [] }])
  expect(html).toContain('A &lt;talk&gt;')
  expect(html).toContain('<span>talk</span> · <span>1 demo</span>')
})

it('says where a deck goes when there is none', () => {
  expect(page([])).toContain('slides/NAME/deck.md')
})
