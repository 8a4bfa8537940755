import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { readBuilt } from './client-assets.ts'
import { openLibrary } from '../../library/library.ts'
import { createRoutes, createRemoteRoutes, keepRoutes, type Routes } from './routes.ts'
import { createLibraryContent } from '../content/library-content.ts'

/** A root with a deck, its files, and things that must stay where they are. */
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-routes-'))
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  put('secret.png', 'secret')
  put('slides/talk/deck.md', '# Talk\n\n<b onclick="x()">bold</b>\n')
  put('slides/talk/img/a b.png', 'picture')
  put('slides/demo/deck.md', '# Demo\n\n```demo hello\n```\n')
  put('slides/talk/notes.txt', 'private')
  put('slides/talk/.env', 'private')
  put('slides/talk/.hidden/b.png', 'private')
  put('slides/hand/deck.html', '<html><script>x()</script><section>Hand</section></html>')
  symlinkSync(join(root, 'secret.png'), join(root, 'slides/talk/link.png'))
  symlinkSync(root, join(root, 'slides/talk/up'))
  put('client/.vite/manifest.json', JSON.stringify(VITE))
  const scripts = ['present-1.js', 'presenter-1.js', 'library-1.js', 'shared-1.js']
  for (const file of [...scripts, 'present-1.css', 'base-1.css']) put(`client/assets/${file}`, file)
  for (const file of ['remote-1.js', 'words-1.js', 'remote-1.css', 'face-1.woff2'])
    put(`client/assets/${file}`, file)
  put('client/present.d.ts', 'private')
  put('client/assets/present-1.js.map', 'private')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const VITE = {
  'client/pages/present.ts': {
    file: 'assets/present-1.js',
    css: ['assets/present-1.css'],
    imports: ['_shared'],
  },
  'client/pages/presenter.ts': { file: 'assets/presenter-1.js', imports: ['_shared'] },
  'client/pages/library.ts': { file: 'assets/library-1.js', imports: ['_shared'] },
  'client/pages/remote.ts': {
    file: 'assets/remote-1.js',
    css: ['assets/remote-1.css'],
    imports: ['_words'],
    assets: ['assets/face-1.woff2'],
  },
  _words: { file: 'assets/words-1.js' },
  'client/pages/green-room.ts': { file: 'assets/green-room-1.js', imports: ['_shared'] },
  _shared: { file: 'assets/shared-1.js', css: ['assets/base-1.css'], imports: ['_shared'] },
}

async function open(trusted = true, role?: 'presenter' | 'follower'): Promise<Routes> {
  const content = createLibraryContent({
    library: openLibrary([root]),
    trusted: () => trusted,
    bundles: {
      of: () => Promise.reject(new Error('invariant: there is no demo here')),
      last: () => null,
      chunks: () => new Map(),
    },
  })
  return createRoutes(content, await readBuilt(join(root, 'client')), role)
}
const render = async (routes: Routes, path: string) => {
  const entry = routes.get(path)
  return entry?.type === 'page' ? await entry.render('nonce') : null
}

describe('the routes', () => {
  test('hold the pages, the pictures and the built client, and nothing else', async () => {
    expect([...(await open()).keys()].sort()).toEqual([
      ...['/', '/assets/base-1.css', '/assets/face-1.woff2', '/assets/library-1.js'],
      ...['/assets/present-1.css', '/assets/present-1.js', '/assets/presenter-1.js'],
      ...['/assets/remote-1.css', '/assets/remote-1.js', '/assets/shared-1.js'],
      '/assets/words-1.js',
      ...['demo', 'hand', 'talk'].flatMap((deck) => [
        ...['', 'cues.json', 'green-room'].map((page) => `/decks/${deck}/${page}`),
        ...(deck === 'talk' ? ['/decks/talk/img/a b.png'] : []),
        `/decks/${deck}/presenter`,
      ]),
    ])
  })
  test('of a phone are its page and the files of that, and no deck', async () => {
    const routes = createRemoteRoutes(await readBuilt(join(root, 'client')))
    expect([...routes.keys()].sort()).toEqual([
      ...['/', '/assets/face-1.woff2', '/assets/remote-1.css', '/assets/remote-1.js'],
      '/assets/words-1.js',
    ])
    const page = await render(routes, '/')
    expect(page?.match(/(?:href|src)="\/assets\/[^"]*"/g)).toEqual([
      ...['href="/assets/remote-1.css"', 'href="/assets/words-1.js"', 'src="/assets/remote-1.js"'],
    ])
    expect(page).toContain('viewport-fit=cover')
  })
  test('give a follower nothing that is for the presenter', async () => {
    const paths = [...(await open(true, 'follower')).keys()]
    expect(paths).toContain('/decks/talk/')
    expect(paths.filter((path) => /presenter$|cues/.test(path))).toEqual([])
  })
  test('a listed file that has become a link is gone', async () => {
    const routes = await open()
    const entry = routes.get('/decks/talk/img/a b.png')
    const load = () => (entry?.type === 'file' ? entry.load() : null)
    expect((await load())?.toString()).toBe('picture')
    rmSync(join(root, 'slides/talk/img/a b.png'))
    symlinkSync(join(root, 'secret.png'), join(root, 'slides/talk/img/a b.png'))
    expect(await load()).toBeNull()
    rmSync(join(root, 'slides/talk/img/a b.png'))
    writeFileSync(join(root, 'slides/talk/img/a b.png'), 'picture')
  })
  test('a page loads the styles of everything that it imports, each once', async () => {
    const page = await render(await open(), '/decks/talk/')
    expect(page?.match(/href="\/assets\/[^"]*"/g)).toEqual([
      ...[
        'href="/assets/base-1.css"',
        'href="/assets/present-1.css"',
        'href="/assets/shared-1.js"',
      ],
    ])
  })
  test('a page names at once what its scripts import', async () => {
    const page = await render(await open(), '/decks/demo/')
    expect(page).toContain('<link rel="modulepreload" href="/assets/shared-1.js" nonce="nonce">')
    expect(page).toContain('<link rel="preload" as="fetch" crossorigin href="/demos/hello.json">')
  })
})

describe('a deck', () => {
  test('written by hand gives its sections and not its frame', async () => {
    const page = await render(await open(), '/decks/hand/')
    expect(page).toContain('<section>Hand</section>')
    expect(page).not.toContain('x()')
  })
  test('of somebody else passes no markup of its own', async () => {
    const routes = await open(false)
    expect(await render(routes, '/decks/talk/')).not.toContain('<b ')
    const page = await render(routes, '/decks/hand/')
    expect(page).not.toContain('<section>Hand')
    expect(page).toContain('cuecast trust')
  })
})

test('the routes are made again after a second, and not before', () => {
  const clock = fakeClock()
  let made = 0
  const routes = keepRoutes(clock, () => new Map([[String((made += 1)), undefined as never]]))
  for (let i = 0; i < 20; i++) routes()
  clock.advance(999)
  expect([...routes().keys()]).toEqual(['1'])
  clock.advance(1)
  expect([...routes().keys()]).toEqual(['2'])
})
