import { describe, expect, it } from 'vitest'
import { parseDemo } from '../../core/demo/parse.ts'
import { keepLastGood } from './last-good.ts'
import { readMarkdownDeck, summary } from './read-deck.ts'
import type { Library, LibraryDeck, LibraryDemo } from './library.ts'

/**
 * A library in memory. `files` holds the current text of each file, by `slides/talk` or
 * `demos/one`.
 */
function setUp(files: Record<string, string>) {
  const names = (kind: string) =>
    Object.keys(files)
      .filter((path) => path.startsWith(kind))
      .map((path) => path.slice(kind.length))
  function deck(name: string): LibraryDeck | undefined {
    const source = files[`slides/${name}`]
    const file = `/root/slides/${name}/deck.md`
    if (source === undefined) return undefined
    return {
      ...readMarkdownDeck(name, file, source),
      name,
      folder: '',
      file,
      source,
      maps: new Map(),
    }
  }
  function demo(name: string): LibraryDemo | undefined {
    const source = files[`demos/${name}`]
    const file = `/root/demos/${name}/demo.yaml`
    if (source === undefined) return undefined
    const { value, problems } = parseDemo(name, file, source)
    return { name, folder: '', file, source, demo: value, problems }
  }
  const library: Library = {
    deck,
    demo,
    problems: () => [],
    decks: () => names('slides/').map((name) => summary(deck(name)!)),
    demos: () => names('demos/').map((name) => demo(name)!),
    folders(kind, only) {
      const there = names(`${kind}/`).filter((name) => only === undefined || name === only)
      return new Map(there.map((name) => [name, `/root/${kind}/${name}`]))
    },
  }
  const kept = keepLastGood(library)
  return {
    files,
    library: kept.library,
    complaints: (name: string) => kept.complaints(name),
    isBroken: (name: string) => kept.isBroken(name),
  }
}
const DECK = '---\ntitle: Good\n---\n```demo one\n```\n'
const BROKEN = '---\ntitel: Broken\n---\n'
const script = (title: string) => `title: ${title}\nsteps: [{ id: a, run: ls }]\n`

describe('a library that keeps the last good version', () => {
  it('gives the current version as long as it has no problems', () => {
    const { library, files, complaints, isBroken } = setUp({
      'slides/talk': DECK,
      'demos/one': script('First'),
    })
    expect(library.demo('one')?.demo?.title).toBe('First')
    files['demos/one'] = script('Second')
    expect(library.demo('one')?.demo?.title).toBe('Second')
    expect(complaints('talk')).toEqual([])
    expect(isBroken('one')).toBe(false)
    expect(library.deck('nobody')).toBeUndefined()
    expect(complaints('nobody')).toEqual([])
  })

  it('keeps the last good version, even if nobody had asked for it yet, and reports the current problems', () => {
    const { library, files, complaints, isBroken } = setUp({
      'slides/talk': DECK,
      'demos/one': script('Good'),
    })
    files['slides/talk'] = BROKEN
    files['demos/one'] = 'title: Bad\nsteps: [{ id: a, run: ls, frob: 1 }]\n'
    expect(library.deck('talk')?.deck?.title).toBe('Good')
    expect(library.decks().map(({ name }) => name)).toEqual(['talk'])
    expect(library.demo('one')?.demo?.title).toBe('Good')
    expect(library.demos().map(({ demo }) => demo?.title)).toEqual(['Good'])
    expect(isBroken('one')).toBe(true)
    // The complaints are about the demos of the good deck, which is shown, each with its line and a
    // caret.
    const told = complaints('talk')
    expect(told).toEqual([
      expect.stringMatching(
        /^slides\/talk\/deck\.md:2:1: unknown key `titel`\n *2 \| titel: Broken/,
      ),
      expect.stringMatching(/^demos\/one\/demo\.yaml:2:\d+: unknown key `frob`[^]*\^/),
    ])
  })

  it('gives a version with problems if there is no good one, and the good one once it is mended', () => {
    const { library, files, complaints, isBroken } = setUp({
      'slides/talk': BROKEN,
      'demos/one': 'steps: 5\n',
    })
    expect(library.deck('talk')?.source).toBe(BROKEN)
    expect(library.demo('one')?.demo).toBeNull()
    expect([complaints('talk').length, isBroken('one')]).toEqual([1, true])
    Object.assign(files, { 'slides/talk': DECK, 'demos/one': script('Mended') })
    expect(library.deck('talk')?.deck?.title).toBe('Good')
    expect(library.demo('one')?.demo?.title).toBe('Mended')
    expect([complaints('talk'), isBroken('one')]).toEqual([[], false])
  })

  it('keeps what was removed, and reports the removal', () => {
    const { library, files, complaints, isBroken } = setUp({
      'slides/talk': DECK,
      'slides/other': '# Other\n',
      'demos/one': script('Good'),
    })
    delete files['slides/talk']
    delete files['demos/one']
    expect(library.deck('talk')?.deck?.title).toBe('Good')
    expect(library.decks().map(({ name }) => name)).toEqual(['other', 'talk'])
    expect(library.demos().map(({ name }) => name)).toEqual(['one'])
    expect(library.demos(new Set(['two']))).toEqual([])
    expect([...library.folders('slides').keys()].sort()).toEqual(['other', 'talk'])
    expect([...library.folders('slides', 'talk').keys()]).toEqual(['talk'])
    expect([...library.folders('demos').keys()]).toEqual(['one'])
    expect(isBroken('one')).toBe(true)
    expect(complaints('talk')).toEqual([
      'slides/talk/deck.md: it is not there any more',
      'demos/one/demo.yaml: it is not there any more',
    ])
    expect(complaints('other')).toEqual([])
  })

  it('finds new decks and demos', () => {
    const { library, files, complaints } = setUp({ 'slides/talk': DECK })
    expect(complaints('talk')).toEqual([])
    Object.assign(files, { 'slides/new': '# New\n', 'demos/one': script('New') })
    expect(library.decks().map(({ name }) => name)).toEqual(['talk', 'new'])
    expect(library.demos().map(({ name }) => name)).toEqual(['one'])
    delete files['demos/one']
    expect(complaints('talk')).toEqual(['demos/one/demo.yaml: it is not there any more'])
  })
})
