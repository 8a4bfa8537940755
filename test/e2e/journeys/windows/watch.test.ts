import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { makeForeign, type Foreign } from '../../support/foreign.ts'
import { approveAll, leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

const DECK = `# Written

---

<!-- .slide: id="text" -->

## The first words

- one <!-- .element: class="fragment" -->
- two <!-- .element: class="fragment" -->

---

<!-- .slide: id="one" -->

\`\`\`demo one
\`\`\`
`
let window: Window
let author: Foreign
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(() => {
  author = makeForeign()
  author.write('slides/mine/deck.md', DECK)
})
afterEach(async () => {
  await leave(stage, show)
  author.remove()
})

async function start(...more: string[]): Promise<void> {
  show = await startShow({ deck: 'mine', folder: author.folder, more })
  stage = await openStage(window.context, show)
  // The demos are a copy, and so a stranger's.
  await approveAll(stage)
}
const DEMO = 'demos/one/demo.yaml'
const read = (path: string) => readFileSync(join(author.folder, path), 'utf8')
const heading = () => stage.page.textContent('section.present h2')
const problems = async () => (await stage.page.locator('body > .problems').allInnerTexts()).join('')
const visible = () => stage.page.locator('section.present .fragment.visible').count()
/** Identifies this load of the page; it differs after a reload. */
const life = () => stage.page.evaluate('performance.timeOrigin')
const loaded = (before: unknown) =>
  expect
    .poll(async () => (await life().catch(() => before)) !== before, SOON)
    .toBe(true)
    .then(() => stage.page.waitForSelector('html[data-ready]'))

describe('an author who watches', () => {
  it('sees a slide as it was saved, at the same place', async () => {
    await start('--watch')
    expect(show.said()).toMatch(/watching slides\/ and demos\/.* not for the stage/)
    await stage.press('ArrowRight', 'ArrowRight')
    expect(await visible()).toBe(1)
    author.write('slides/mine/deck.md', DECK.replace('first words', 'second words'))
    await expect.poll(heading, SOON).toBe('The second words')
    await expect.poll(visible, SOON).toBe(1)
    // The editor writes beside the file and renames, several times in a row.
    for (const words of ['third words', 'fourth words']) {
      const beside = join(author.folder, 'slides/mine/deck.md.tmp')
      writeFileSync(beside, DECK.replace('first words', words))
      renameSync(beside, join(author.folder, 'slides/mine/deck.md'))
    }
    await expect.poll(heading, SOON).toBe('The fourth words')
    await expect.poll(visible, SOON).toBe(1)
    // A removed deck stays on screen, and is shown again once it is back.
    rmSync(join(author.folder, 'slides/mine'), { recursive: true })
    await expect.poll(problems, SOON).toContain('slides/mine/deck.md: it is not there any more')
    expect(await heading()).toBe('The fourth words')
    author.write('slides/mine/deck.md', DECK.replace('first words', 'last words'))
    await expect.poll(heading, SOON).toBe('The last words')
    await expect.poll(problems, SOON).toBe('')
  })

  it('keeps steps and shells, except those of a changed demo', async () => {
    await start('--watch')
    await stage.go('one')
    await stage.press('PageDown')
    const before = await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
    let page = await life()
    author.write('slides/mine/deck.md', `${DECK}\n---\n\n# More\n`)
    await loaded(page)
    const after = await stage.until({ badge: 'LIVE', text: before.text })
    expect(after.phase).toBe('done')
    expect(await stage.page.textContent('section.present .counter')).toBe('1 / 4')
    expect(show.home.ran()).toEqual(['hello'])
    // A stranger's changed command has to be approved again, and the change is shown.
    page = await life()
    author.write(DEMO, read(DEMO).replace('act long', 'act longer'))
    await loaded(page)
    await stage.page.waitForSelector('.trust[open] .trust-new')
    const lines = await stage.page.locator('.trust-new').allInnerTexts()
    expect(lines.join()).toContain('act longer')
    await stage.page.click('.trust-demo button:enabled')
    await stage.page.waitForSelector('.trust[open]', { state: 'detached' })
    expect(await stage.page.textContent('section.present .counter')).toBe('1 / 4')
    show.home.go()
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live longer/ })
  })

  it('reads on the slide what is wrong and where, with the last good deck behind it', async () => {
    await start('--watch')
    await stage.go('one')
    await stage.press('PageDown')
    const { text } = await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
    const good = read(DEMO)
    author.write(DEMO, good.replace('  - id: gate', '  - idd: gate'))
    await expect.poll(problems, SOON).toMatch(/demos\/one\/demo\.yaml:\d+:\d+: unknown key `idd`/)
    expect(await problems()).toMatch(
      /\d+ \| {3}- idd: gate\n\s*\| +\^\^\^\n\s*hint: did you mean `id`/,
    )
    // It is in the corner in which no slide begins.
    const corner = await stage.page.$eval('body > .problems', (box) => {
      const { top, right } = box.getBoundingClientRect()
      return { top, right: innerWidth - right }
    })
    expect(corner).toEqual({ top: 16, right: 16 })
    await stage.until({ badge: 'LIVE', text })
    // The folder differs from the approved one, so the page shows what would run from now on.
    await approveAll(stage)
    await stage.until({ badge: 'LIVE', text })
    // The note stays visible while the deck is used.
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', text: /live at the gate/ })
    expect(await problems()).toContain('unknown key `idd`')
    show.home.go()
    await stage.until({ phase: 'done', text: /live through/ })
    author.write('slides/mine/deck.md', DECK.replace('demo one', 'demo oen'))
    await expect.poll(problems, SOON).toMatch(/there is no demo `oen`\n/)
    await stage.until({ badge: 'LIVE', text: /live through/ })
    author.write('slides/mine/deck.md', DECK)
    author.write(DEMO, good)
    await expect.poll(problems, SOON).toBe('')
    // The demo is as it was approved first: nobody is asked, and its shells are new, as after any
    // change.
    await stage.until({ badge: 'LIVE' })
    expect(await stage.page.locator('.trust[open]').count()).toBe(0)
    expect(show.home.ran()).toEqual(['hello', 'gate'])
  })
})

describe('a presenter on stage', () => {
  it('sees no change when a file is saved', async () => {
    await start()
    await stage.press('ArrowRight')
    const before = await life()
    author.write('slides/mine/deck.md', DECK.replace('first words', 'second words'))
    author.write(DEMO, 'steps: [')
    // This takes longer than a watch would need: a second stage beside this one sees the change.
    const watcher = await startShow({ deck: 'mine', folder: author.folder, more: ['--watch'] })
    const other = await openStage(window.context, watcher)
    await expect.poll(() => other.page.innerText('body > .problems'), SOON).toContain('demo.yaml')
    author.write('slides/mine/deck.md', DECK.replace('first words', 'third words'))
    const seen = () => other.page.textContent('section#text h2')
    await expect.poll(seen, SOON).toBe('The third words')
    await leave(other, watcher)
    expect(await life()).toBe(before)
    expect(await heading()).toBe('The first words')
    expect(await problems()).toBe('')
  })
})
