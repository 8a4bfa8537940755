import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PressAction } from '../../../core/protocol/messages.ts'
import type { ForwardedPress } from '../../../client/connection/types.ts'
import { GUARD } from '../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../support/browser/browser.ts'
import { fakeServer, type FakeOptions, type FakeServer } from '../support/fake-server.ts'
import { SLIDES } from '../support/fixture-page.ts'

const shots = join(import.meta.dirname, '../../shots')
const at = (kind: keyof typeof SLIDES) => Object.keys(SLIDES).indexOf(kind)

let window: Window
let page: Page
let server: FakeServer
let errors: string[]
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())
beforeEach(async () => {
  page = await window.context.newPage()
  page.setDefaultTimeout(30_000)
  errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('WebSocket')) errors.push(line.text())
  })
})
afterEach(async () => {
  await page.close()
  expect(errors).toEqual([])
})

async function open(kind: keyof typeof SLIDES, options: FakeOptions = {}) {
  server = await fakeServer(page, options)
  await page.goto(`${server.url}#/${at(kind)}`)
  await page.waitForSelector('html[data-ready]')
}
const pane = (name: string) => page.locator(`section.present [data-pane="${name}"] .pane`)
const badge = (name: string) => pane(name).locator('.badge').textContent()
const why = (name: string) => pane(name).locator('.badge-why').textContent()
const screen = (name: string) =>
  pane(name)
    .locator('.xterm-rows')
    .evaluate((rows) =>
      [...rows.children]
        .map((row) => row.textContent.trimEnd())
        .join('\n')
        .trim(),
    )
const phase = (name: string, is: string) =>
  page.waitForSelector(`section.present [data-pane="${name}"] .pane[data-phase="${is}"]`)

/** Presses next and brings both panes to a prompt with a running command. */
async function begin() {
  await page.keyboard.press('PageDown')
  const { intent, panes } = await server.next('perform')
  for (const name of panes) {
    server.send({ type: 'phase', intent, pane: name, phase: 'setup' })
    server.reset('two', name, '\x1b[1;36mlive:~$\x1b[0m ')
    server.send({ type: 'phase', intent, pane: name, phase: 'typing' })
    server.output('two', name, `${name} run hello\r\n`)
    server.send({ type: 'phase', intent, pane: name, phase: 'running' })
  }
  for (const name of panes) await phase(name, 'running')
  return intent
}
const fine = { ok: true, status: 0, duration: 400, lines: 1 } as const

/** Sends a press from elsewhere, as the server passes it on. */
function passOn(press: Pick<ForwardedPress, 'id' | 'from' | 'action' | 'seen'>): void {
  server.send({ type: 'wake', id: press.id })
  server.send({ type: 'press', ...press, within: 60_000 })
}

describe('a press from another window or a phone', () => {
  beforeEach(() => open('two'))
  let serial = 0
  /** Sends the page a press as the server does, and waits for its answer. */
  async function ask(action: PressAction, seen: string) {
    const id = String(++serial)
    passOn({ id, from: 'remote', action, seen })
    for (;;) {
      const answer = await server.next('pressed')
      if (answer.id === id) return answer
    }
  }
  const last = () => server.heard.filter((one) => one.type === 'position').at(-1)!.position
  const performed = () => server.heard.filter(({ type }) => type === 'perform').length

  it('performs the step that the sender has seen, once, however many press', async () => {
    const { next, place } = last()
    expect(next).toEqual({ kind: 'step', demo: 'two', step: 'hello' })
    const late = { done: false, why: 'the stage has moved on' }
    passOn({ id: 'other', from: 'window', action: 'next', seen: place })
    expect(await ask('next', place)).toMatchObject(late)
    await server.next('perform')
    expect(last().next).toEqual({ kind: 'busy' })
    expect(await ask('next', last().place)).toMatchObject({ why: 'the step is running' })
    // The phone was asleep since then.
    expect(await ask('fallback', place)).toMatchObject(late)
    expect(await badge('docker')).toBe('LIVE')
    expect(performed()).toBe(1)
    expect(await ask('fallback', last().place)).toMatchObject({ done: true })
    expect(await badge('docker')).toMatch(/^REPLAY/)
    await phase('docker', 'done')
    await phase('runc', 'done')
  })

  it('has no effect and tells why if it is impossible; two switches of live and replay at once count as one', async () => {
    const { place } = last()
    expect(await ask('next', 'elsewhere')).toMatchObject({ done: false })
    passOn({ id: 'other', from: 'window', action: 'toggle', seen: place })
    expect(await ask('toggle', place)).toMatchObject({ done: false })
    expect(await badge('docker')).toMatch(/^REPLAY/)
    server.send({ type: 'role', role: 'mirror' })
    expect(await ask('next', last().place)).toMatchObject({
      why: 'another window has control of the stage',
    })
  })
})

it('a press for the demo on a slide without a demo does nothing', async () => {
  await open('title')
  const { next, place } = (await server.next('position')).position
  expect(next).toEqual({ kind: 'slide' })
  const ask = { from: 'remote', seen: place } as const
  passOn({ ...ask, id: '1', action: 'rescue' })
  expect(await server.next('pressed')).toMatchObject({ why: 'there is no demo on this slide' })
  passOn({ ...ask, id: '2', action: 'next' })
  expect(await server.next('pressed')).toMatchObject({ done: true })
  await page.waitForFunction(() => location.hash === '#/1')
})

describe('a live step', () => {
  beforeEach(() => open('two'))

  it('is requested by name, once, for all panes; badge and chip show the result', async () => {
    expect(await badge('docker')).toBe('LIVE')
    await expect.poll(() => screen('docker')).toBe('❯')
    const intent = await begin()
    expect(server.heard.filter(({ type }) => type === 'perform')).toEqual([
      { type: 'perform', intent, demo: 'two', step: 'hello', panes: ['docker', 'runc'] },
    ])
    expect(await pane('runc').locator('.chip').textContent()).toMatch(/^running \d\.\d s$/)
    server.send({ type: 'outcome', intent, pane: 'docker', outcome: fine })
    server.send({ type: 'outcome', intent, pane: 'runc', outcome: fine })
    await phase('runc', 'done')
    expect(await pane('runc').locator('.chip').textContent()).toBe('exit 0 · 0.4 s · 1 line')
    await expect.poll(() => screen('runc')).toBe('live:~$ runc run hello')
    await page.screenshot({ path: join(shots, 'live-1920-dark.png') })
  })

  it('that fails is replaced by its recording, in its pane alone, without a blank frame', async () => {
    const intent = await begin()
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      const native = requestAnimationFrame.bind(globalThis)
      let waiting: FrameRequestCallback[] = []
      globalThis.requestAnimationFrame = (run) => waiting.push(run)
      const frame = (now: number) => {
        const runs = waiting
        waiting = []
        for (const run of runs) run(now)
        const { width, height, x, y } = document
          .querySelector('section.present .pane')!
          .getBoundingClientRect()
        const text = document.querySelector('section.present .xterm-rows')?.textContent.trim()
        seen.push(text === '' ? 'blank' : [width, height, x, y].join(' '))
        native(frame)
      }
      native(frame)
    })
    server.send({
      type: 'outcome',
      intent,
      pane: 'docker',
      outcome: { ok: false, why: 'timeout', duration: 10_000 },
    })
    await phase('docker', 'typing')
    expect(await badge('docker')).toMatch(/^REPLAYrecorded 3 Nov 2026/)
    expect(await why('docker')).toBe('live try: took longer than 10 s')
    expect(await badge('runc')).toBe('LIVE')
    await phase('docker', 'done')
    server.output('two', 'docker', 'too late')
    server.send({ type: 'outcome', intent, pane: 'runc', outcome: fine })
    await phase('runc', 'done')
    await expect
      .poll(() => screen('docker'))
      .toBe('❯ docker run --rm lab/busybox hostname\n4f1a0c7d9b2e\n❯')
    await page.screenshot({ path: join(shots, 'fallback-1920-dark.png') })
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    expect(seen.length).toBeGreaterThan(10)
    expect([...new Set(seen)]).toHaveLength(1)
    expect(seen).not.toContain('blank')
  })

  it('is replaced by its recording on F, and when the server dies', async () => {
    const intent = await begin()
    await page.keyboard.press('f')
    await phase('docker', 'typing')
    expect(await server.next('cancel')).toMatchObject({ intent, pane: 'docker' })
    expect(await why('docker')).toBe('by hand')
    await phase('docker', 'done')
    await phase('runc', 'done')
    await page.keyboard.press('l')
    await page.keyboard.press('l')
    await page.waitForSelector('section.present [data-pane="docker"] .pane[data-mode="live"]')
    // The chip belonged to the recording, and is not shown under LIVE.
    expect(await pane('docker').locator('.chip').textContent()).toBe('')
    server.die()
    await page.waitForSelector('section.present [data-pane="docker"] .pane[data-mode="replay"]')
    expect(await why('runc')).toBe('the server is gone')
    expect(await page.textContent('.chrome .notice')).toContain('open its new link')
    await page.keyboard.press('PageDown')
    await phase('runc', 'done')
    expect(await pane('runc').locator('.chip').textContent()).toBe(
      'exit 137, as expected · 0.4 s · 1 line',
    )
  })

  it('shows nothing recorded under LIVE before anything ran, and tells why there is no shell to type into', async () => {
    const notice = () => page.textContent('.chrome .notice')
    server.holdShells()
    await page.keyboard.press('t')
    expect(await notice()).toBe('a shell is being opened…')
    // Typed text waits for the shell, and is not used as a key of the stage.
    await page.keyboard.type('f')
    expect(await server.next('open')).toMatchObject({ demo: 'two', pane: 'docker' })
    const why = 'docker is missing'
    server.send({ type: 'opened', demo: 'two', pane: 'docker', why })
    await expect.poll(notice).toBe(`no shell to type into: ${why}`)
    expect(await page.locator('.pane.captured').count()).toBe(0)
    expect(server.heard.filter(({ type }) => type === 'input')).toEqual([])
    expect(await badge('docker')).toBe('LIVE')
    // Further typing is not used as a key of the stage, until somebody gives the keyboard back.
    await page.keyboard.press('Escape')
    await page.keyboard.press('f')
    await page.keyboard.press('PageDown')
    await phase('docker', 'done')
    expect(await screen('docker')).toContain('4f1a0c7d9b2e')
    await page.keyboard.press('t')
    expect(await notice()).toContain('nobody can type into a recording: L goes live')
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    expect(await notice()).toBe('the next step is live; L again shows the live terminal now')
    expect(await screen('docker')).toContain('4f1a0c7d9b2e')
    await page.keyboard.press('t')
    expect(await notice()).toContain('nobody can type into a recording: L shows the live terminal')
    await page.keyboard.press('Escape')
    await page.keyboard.press('l')
    expect(await notice()).toBe('live from here')
    await expect.poll(() => screen('docker')).toBe('❯')
    expect(await badge('docker')).toBe('LIVE')
    expect(await pane('docker').locator('.chip').textContent()).toBe('')
    // Another slide in between does not change that.
    await page.evaluate((n) => (location.hash = `#/${n}`), at('two') - 1)
    await page.evaluate((n) => (location.hash = `#/${n}`), at('two'))
    await expect.poll(() => screen('docker')).toBe('❯')
  })

  it('keeps the current line visible if the text is larger than its pane', async () => {
    await begin()
    for (let n = 0; n < 6; n++) await page.keyboard.press('+')
    server.output('two', 'runc', '\r\n'.repeat(60) + 'here')
    const inSight = () =>
      pane('runc')
        .locator('.xterm-rows')
        .evaluate((rows) => {
          const row = [...rows.children].find((one) => one.textContent.startsWith('here'))
          const around = rows.closest('.pane-body')
          if (!row || !around) return 'not drawn'
          const [inner, outer] = [row.getBoundingClientRect(), around.getBoundingClientRect()]
          const larger = around.scrollHeight > around.clientHeight
          return larger && inner.top >= outer.top && inner.bottom <= outer.bottom + 1
        })
    await expect.poll(inSight).toBe(true)
  })

  it('lets somebody type by hand, and a clicker still works', async () => {
    const intent = await begin()
    for (const name of ['docker', 'runc'])
      server.send({ type: 'outcome', intent, pane: name, outcome: fine })
    await phase('runc', 'done')
    await pane('runc').locator('.xterm-screen').click()
    await page.waitForSelector('.pane.captured')
    await page.keyboard.type('ls -l f')
    await page.keyboard.press('Enter')
    const typed = () =>
      server.heard.map((message) => (message.type === 'input' ? message.data : '')).join('')
    await expect.poll(typed).toBe('ls -l f\r')
    await page.screenshot({ path: join(shots, 'captured-1920-dark.png') })
    // The typing took less time than the guard against a second press.
    await page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), GUARD)
    await page.keyboard.press('PageDown')
    expect(await server.next('perform')).toMatchObject({ step: 'limits' })
    await page.keyboard.press('Shift+Escape')
    expect(await page.locator('.pane.captured').count()).toBe(0)
    const before = server.heard.filter(({ type }) => type === 'input').length
    await page.keyboard.press('x')
    await page.keyboard.press('m')
    await page.keyboard.press('m')
    await page.keyboard.press('m')
    // The sheet of keys takes the keyboard from the shell below it.
    await pane('runc').locator('.xterm-screen').click()
    await page.waitForSelector('.pane.captured')
    await page.click('.chrome-sheet')
    await page.keyboard.press('x')
    await page.waitForSelector('.sheet', { state: 'hidden' })
    expect(server.heard.filter(({ type }) => type === 'input')).toHaveLength(before)
  })

  it('never answers the questions of a terminal', async () => {
    await begin()
    await pane('docker').locator('.xterm-screen').click()
    server.output('two', 'docker', '\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1bP$qm\x1b\\asked')
    await page.waitForFunction(() =>
      document.querySelector('section.present .xterm-rows')?.textContent.includes('asked'),
    )
    expect(server.heard.filter(({ type }) => type === 'input')).toEqual([])
  })
})

it('a deck with a demo that does not exist still works', async () => {
  server = await fakeServer(page)
  await page.route('**/demos/two.json', (route) => route.fulfill({ status: 404 }))
  await page.goto(`${server.url}#/${at('two')}`)
  await page.waitForSelector('html[data-ready]')
  expect(await page.textContent('section.present .stage')).toBe('There is no such demo here.')
  await page.evaluate((n) => (location.hash = `#/${n}`), at('one'))
  await page.waitForSelector('section.present .xterm-rows')
  errors = errors.filter((line) => !line.includes('404'))
})

describe('a page that is opened later', () => {
  const standing = {
    step: 0,
    at: 'running',
    panes: {
      docker: { mode: 'live', cause: 'none', phase: 'running', intent: 'intent-one' },
      runc: { mode: 'replay', cause: 'fault', why: 'exit 1', phase: 'done' },
    },
  } as const
  const next = { kind: 'busy' } as const
  const here = { deck: 'look', h: at('two'), v: 0, f: -1 }
  const position = { ...here, demos: { two: standing }, next, place: 'here' }

  it('joins a running step after a reload, and performs nothing', async () => {
    await open('two', { position })
    expect(await server.next('resume')).toEqual({
      type: 'resume',
      intent: 'intent-one',
      pane: 'docker',
    })
    expect(await why('runc')).toBe('exit 1')
    server.send({ type: 'outcome', intent: 'intent-one', pane: 'docker', outcome: fine })
    await phase('docker', 'done')
    expect(server.heard.filter(({ type }) => type === 'perform')).toEqual([])
  })

  it('only mirrors while another window has control, until it takes control', async () => {
    await open('title', { role: 'mirror', position })
    await page.waitForSelector('section.present .pane')
    await page.keyboard.press('PageDown')
    await page.keyboard.press('l')
    server.send({
      type: 'position',
      position: {
        ...position,
        demos: { two: { ...standing, step: 1, at: 'ready', panes: standing.panes } },
      },
    })
    await page.waitForSelector('section.present .mark[data-state="done"]')
    const sent = server.heard.map(({ type }) => type)
    for (const type of ['perform', 'position', 'cancel', 'input', 'resume'] as const)
      expect(sent).not.toContain(type)
    await page.screenshot({ path: join(shots, 'mirror-1920-dark.png') })
    await page.click('.chrome-take')
    await server.next('take')
    server.send({ type: 'role', role: 'presenter' })
    await server.next('position')
    await page.waitForSelector('.chrome-take', { state: 'hidden' })
  })

  it('tells why a demo cannot run here, and plays its recording', async () => {
    await open('two', { why: 'docker is not installed' })
    expect(await why('docker')).toBe('docker is not installed')
    await page.keyboard.press('PageDown')
    await phase('docker', 'done')
    expect(server.heard.filter(({ type }) => type === 'perform')).toEqual([])
  })
})
