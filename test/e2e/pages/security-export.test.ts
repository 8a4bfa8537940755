import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportDeck, type Exported } from '../../../server/export/deck-export.ts'
import { listFiles } from '../../../server/files/assets.ts'
import type { Content } from '../../../server/web/content/content.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { canary, fakeContent } from '../../integration/socket/test-server.ts'
import { bundles } from '../support/fixture-take.ts'

const offlineDir = join(import.meta.dirname, '../../../dist/offline')
let root: string
let window: Window
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-export-'))
  writeFileSync(join(root, 'picture.svg'), PICTURE)
  symlinkSync('/etc/hostname', join(root, 'link.svg'))
  window = await openWindow()
})
afterAll(async () => {
  await window.close()
  rmSync(root, { recursive: true, force: true })
})

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'

/** A deck with a picture, the author's words in every place, and a demo of several steps. */
function talkContent(change: Partial<Content> = {}): Content {
  return fakeContent({
    page: async () => ({
      title: canary,
      lang: 'en',
      theme: 'dark',
      demos: ['two'],
      problems: [],
      sections: `<section><h1>Hello</h1><img src="picture.svg" alt=""></section>
        <section><div class="stage" data-demo="two"></div></section>`,
    }),
    assets: () => new Map([['picture.svg', join(root, 'picture.svg')]]),
    bundle: async (name) => bundles[name] ?? null,
    ...change,
  })
}

const write = (name: string, change: Partial<Content> = {}, more = {}): Promise<Exported> =>
  exportDeck({
    deck: 'talk',
    out: join(root, name),
    content: talkContent(change),
    offlineDir,
    ...more,
  })

test('the folder plays from file:// and requests nothing outside it', async () => {
  const exported = await write('take home')
  expect(exported).toMatchObject({ ok: true, problems: [] })
  const folder = pathToFileURL(join(root, 'take home')).href
  const page = await window.context.newPage()
  const said: string[] = []
  const asked: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => asked.push(request.url()))
  await page.addInitScript('window.__pwn = () => { window.__pwned = true }')
  await page.goto(`${folder}/index.html`)
  await page.waitForSelector('html[data-ready="true"]')
  expect(await page.title()).toBe(canary)
  expect(await page.evaluate('document.images[0].naturalWidth')).toBe(9)
  expect(await page.evaluate('document.fonts.check(\'16px "JetBrains Mono NL"\')')).toBe(true)
  const loaded = await page.evaluate(
    '[...document.fonts].filter((face) => face.status === "loaded").length',
  )
  expect(loaded).toBeGreaterThan(0)

  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('.stage .xterm-rows')
  // The stage takes a press that comes at once for a bouncing clicker, so it is pressed until it
  // performs.
  await expect
    .poll(
      async () => {
        await page.keyboard.press('ArrowRight')
        return await page.textContent('.stage .xterm-rows')
      },
      { timeout: 15_000, interval: 500 },
    )
    .toContain('docker')
  // The colours come from xterm's own style sheet: without its nonce the text would be black on
  // black.
  const colour = await page.evaluate(
    'getComputedStyle(document.querySelector(".xterm-rows .xterm-fg-2, .xterm-rows .xterm-fg-10")).color',
  )
  expect(colour).not.toBe('rgb(0, 0, 0)')
  expect(said).toEqual([])
  expect(await page.evaluate('window.__pwned')).toBeUndefined()
  for (const url of asked) expect(url).toMatch(/^data:|^blob:/.test(url) ? /./ : startsWith(folder))
  await page.close()
})

const startsWith = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`)

describe('the folder', () => {
  test('is the same for the same deck, byte by byte', async () => {
    await write('one')
    await write('two')
    const read = (name: string) =>
      [...listFiles(join(root, name))].map(([path, file]) => [path, readFileSync(file, 'utf8')])
    expect(read('one')).toEqual(read('two'))
  })
  test('replaces an older export completely, and leaves nothing beside it', async () => {
    await write('again')
    const plain = { title: 'B', lang: 'en', theme: 'dark', sections: '', demos: [], problems: [] }
    await write('again', { page: async () => plain, assets: () => new Map() })
    expect(readdirSync(join(root, 'again')).sort()).toEqual([
      ...['cuecast-export.json', 'index.html', 'offline.css', 'offline.js'],
    ])
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([])
  })
  test('of others is left alone, unless the option says otherwise', async () => {
    await write('theirs')
    writeFileSync(join(root, 'theirs/CNAME'), 'talks.example')
    const refused = await write('theirs')
    expect(refused).toMatchObject({ ok: false, problems: [expect.stringContaining('CNAME')] })
    expect(await write('theirs', {}, { force: true })).toMatchObject({ ok: true })
    expect(readFileSync(join(root, 'theirs/CNAME'), 'utf8')).toBe('talks.example')
  })
})

describe('an export reports', () => {
  test('a missing deck', async () => {
    const exported = await write('none', { page: async () => null })
    expect(exported).toEqual({ ok: false, problems: ['there is no deck `talk`'] })
    expect(readdirSync(root)).not.toContain('none')
  })
  test('a demo without a take', async () => {
    const exported = await write('untaken', { bundle: async () => null })
    expect(exported).toMatchObject({ ok: true, problems: [expect.stringContaining('no take')] })
  })
  test('an asset that has become a symbolic link', async () => {
    const assets = () => new Map([['link.svg', join(root, 'link.svg')]])
    expect(await write('linked', { assets })).toMatchObject({ ok: false })
  })
  test('an asset in the place of the player', async () => {
    const assets = () => new Map([['offline.css', join(root, 'picture.svg')]])
    expect(await write('clash', { assets })).toMatchObject({ ok: false })
  })
  test.each([
    ['plain', 'hunter2-hunter2'],
    ['in base64', Buffer.from('x hunter2-hunter2 y').toString('base64')],
    ['in hex', Buffer.from('hunter2-hunter2').toString('hex')],
  ])('a secret %s', async (name, text) => {
    const sections = `<section>${text}</section>`
    const page = async () => ({
      title: 'A',
      lang: 'en',
      theme: 'dark',
      sections,
      demos: [],
      problems: [],
    })
    const exported = await write(`leak ${name}`, { page }, { secrets: ['hunter2-hunter2'] })
    expect(exported).toMatchObject({ ok: false })
    expect(JSON.stringify(exported)).not.toContain('hunter2')
    expect(readdirSync(root)).not.toContain(`leak ${name}`)
  })
  test('a secret in a packed part of a recording', async () => {
    const chunks = () => new Map([['/demos/two/tag/0', gzipSync('{"events":"hunter2-hunter2"}')]])
    const { take, ...rest } = bundles['two']!
    const bundle = async () => ({ ...rest, take: take && { ...take, chunks: '/demos/two/tag/' } })
    const exported = await write(
      'leak packed',
      { chunks, bundle },
      { secrets: ['hunter2-hunter2'] },
    )
    expect(exported).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('takes/two/0')],
    })
    expect(await write('no leak', { chunks, bundle })).toMatchObject({ ok: true })
    expect(readdirSync(join(root, 'no leak/takes/two'))).toEqual(['0.js'])
  })
})
