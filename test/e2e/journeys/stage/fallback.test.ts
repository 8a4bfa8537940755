import { setTimeout as gap } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import type { Frame } from '../../support/film.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

let window: Window
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
  show.home.trouble()
})
afterEach(() => leave(stage, show))
const open = async (slide: string) => {
  stage = await openStage(window.context, show, slide)
}

/** Prompts and the output of the recording, and nothing else. */
const RECORDED = /^(\$ .*\n|recorded .*\n)+\$$/

/**
 * Three frames of a 60 Hz screen, in ms: the badge is written at once, xterm draws in the next
 * frame.
 */
const MOMENT = 50

/**
 * Expects that the failed step is no longer visible once the recording is there, and that no frame
 * is empty.
 */
function expectSeamless(frames: readonly Frame[], pane: string): void {
  const mine = frames.filter((frame) => frame.pane === pane)
  expect(mine.length).toBeGreaterThan(20)
  expect(mine.filter(({ text }) => text === '')).toEqual([])
  const replay = mine.filter(({ mode }) => mode === 'replay')
  expect(replay.length).toBeGreaterThan(10)
  const since = (replay[0]?.at ?? 0) + MOMENT
  expect(replay.filter(({ at, text }) => at > since && text.includes('live'))).toEqual([])
}

describe('the recording takes over from a step', () => {
  it.each([
    ['that hangs', 'hang', /^live try: took longer than 1 s$/],
    ['with a wrong exit status', 'status', /^live try: exit 3$/],
    ['whose output is not as expected', 'words', /^live try: unexpected output$/],
    ['whose shell ends', 'leave', /^live try: the shell ended$/],
  ])('%s, in its pane alone', async (_, step, why) => {
    await open(step)
    const film = await stage.film()
    await stage.press('PageDown')
    const left = await stage.until({ badge: 'REPLAY', phase: 'done', text: RECORDED }, 'left')
    expect(left.why).toMatch(why)
    expect(left.facts).toMatch(/^recorded \d+ \w{3} \d{4} · /)
    expect(left.chip).toMatch(/^exit 0 · [\d.]+ m?s · 1 line$/)
    const right = await stage.until({ phase: 'done', text: /live fine/ }, 'right')
    expect(right).toMatchObject({ badge: 'LIVE', why: '' })
    expectSeamless(await film(), 'left')
    expect(show.home.ran().filter((name) => name === 'fine')).toHaveLength(1)
    await stage.press('PageDown')
    await expect.poll(() => stage.page.locator(`section.present#${step}`).count(), SOON).toBe(0)
  })

  /**
   * Starts both panes, and waits until the left one is at its gate. Returns the end of the film.
   */
  async function atTheGate(): Promise<() => Promise<Frame[]>> {
    await open('wall')
    const film = await stage.film()
    await stage.press('PageDown')
    await stage.until({ phase: 'running', text: /live at the gate/ }, 'left')
    await stage.until({ phase: 'done', text: /live fine/ }, 'right')
    return film
  }
  const REPLAYED = { badge: 'REPLAY', phase: 'done', text: /recorded through\n\$$/ }

  it('when the server is killed in the middle of it, and performs the next one too', async () => {
    const film = await atTheGate()
    show.signal('SIGKILL')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'REPLAY', why: 'the server is gone' }, pane)
    await stage.until(REPLAYED, 'left')
    expectSeamless(await film(), 'left')
    expect((await stage.see('left')).text).toMatch(RECORDED)
    expect(await stage.at()).toBe('ready')
    await stage.press('PageDown')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded after/ }, pane)
    expect(show.home.ran().toSorted()).toEqual(['fine', 'gate'])
  })

  it('when the server falls silent, and its return changes nothing', async () => {
    const film = await atTheGate()
    await stage.page.evaluate(hearNewSockets)
    const silent = Date.now()
    show.signal('SIGSTOP')
    await stage.until({ badge: 'REPLAY', why: 'the server is gone' }, 'left')
    // The limit is two seconds (client/connection/connection.test.ts); the rest is for a busy
    // machine. Without that limit, a silent server would be noticed only after minutes.
    expect(Date.now() - silent).toBeLessThan(15_000)
    const before = await stage.until(REPLAYED, 'left')
    show.signal('SIGCONT')
    show.home.go()
    // The window has connected to the server again, with a new socket.
    await expect.poll(() => stage.page.evaluate('heard'), SOON).toBeGreaterThan(0)
    expect(await stage.see('left')).toMatchObject({ badge: 'REPLAY', text: before.text })
    expect(before.text).toMatch(RECORDED)
    expectSeamless(await film(), 'left')
    // Only the presenter makes it live again, and the step is not run a second time.
    await stage.press('l')
    await stage.until({ ...REPLAYED, why: 'live from the next step on' }, 'left')
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ }, 'left')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ }, 'right')
    expect(show.home.ran().toSorted()).toEqual(['after', 'after', 'fine', 'gate'])
  })

  it('when the server falls silent between two steps, and is live again when it is back', async () => {
    await open('wall')
    show.home.go()
    await stage.press('PageDown')
    for (const pane of ['left', 'right']) await stage.until({ badge: 'LIVE', phase: 'done' }, pane)
    show.signal('SIGSTOP')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'REPLAY', why: 'the server is gone' }, pane)
    show.signal('SIGCONT')
    for (const pane of ['left', 'right']) await stage.until({ badge: 'LIVE', why: '' }, pane)
    expect((await stage.see('left')).text).toMatch(/live through\n\$$/)
    await stage.press('PageDown')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ }, pane)
    expect(show.home.ran().toSorted()).toEqual(['after', 'after', 'fine', 'gate'])
  })

  it('on F, and hands back to live on L', async () => {
    const film = await atTheGate()
    await stage.press('f')
    await stage.until({ badge: 'REPLAY', why: 'by hand' }, 'left')
    await stage.until(REPLAYED, 'left')
    expectSeamless(await film(), 'left')
    // There is no trace of the Ctrl-C that ended the step at the gate.
    expect((await stage.see('left')).text).toMatch(RECORDED)
    await stage.press('l')
    // What the recording shows is still being talked about.
    await stage.until({ ...REPLAYED, why: 'live from the next step on' }, 'left')
    await stage.press('PageDown')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ }, pane)
    // The step at the gate was ended, and printed nothing more.
    const seen = await stage.see('left')
    expect(seen.text).not.toContain('live through')
    // Nor is there anything of it on the live screen.
    expect(seen.text).not.toContain('at the gate')
    expect(seen.text).not.toContain('^C')
  })

  it('but R starts the step again in a fresh shell', async () => {
    await atTheGate()
    await stage.press('r')
    await expect.poll(() => show.home.ran().length, SOON).toBe(4)
    const again = await stage.until({ phase: 'running', text: /live at the gate$/ }, 'left')
    expect(again.text.match(/at the gate/g)).toHaveLength(1)
    show.home.go()
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ }, 'left')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live fine/ }, 'right')
    expect(show.home.ran().toSorted()).toEqual(['fine', 'fine', 'gate', 'gate'])
    expect(await stage.at()).toBe('ready')
  })
})

describe('a step that cannot begin', () => {
  it('because a requirement is missing is replayed from the start', async () => {
    await open('missing')
    const why = 'cuecast-nowhere is not installed'
    expect(await stage.see()).toMatchObject({ badge: 'REPLAY', why })
    await stage.press('PageDown')
    await stage.until({ phase: 'done', badge: 'REPLAY', text: /recorded hello, as expected/ })
    expect(show.home.ran()).toEqual([])
  })

  it('because its terminal does not start shows its recording, and the other pane is live', async () => {
    await open('nowhere')
    await stage.press('PageDown')
    const left = await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded/ }, 'left')
    expect(left.why).toMatch(/room/)
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live fine/ }, 'right')
  })
})

describe('after a failed step', () => {
  it('a rejoin brings the pane back to live at the next press', async () => {
    await open('rejoin')
    await stage.press('PageDown')
    const why = 'live try: exit 3'
    await stage.until({ badge: 'REPLAY', why, phase: 'done', text: /recorded status/ })
    await expect.poll(() => show.home.ran(), SOON).toEqual(['status', 'mend'])
    await expect.poll(() => stage.notice(), SOON).toBe('the next step is live again')
    // The result of the recording stays on screen until then.
    expect(await stage.see()).toMatchObject({ badge: 'REPLAY', why })
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', why: '', phase: 'done', text: /live after/ })
  })

  it('R performs the step again, live in a fresh shell', async () => {
    await open('status')
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded status/ })
    show.home.mend()
    await stage.press('r')
    const again = await stage.until({ badge: 'LIVE', phase: 'done', text: /live status/ })
    // The step is over when its other pane has ended too.
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live fine/ }, 'right')
    expect([again.why, await stage.at()]).toEqual(['', 'ready'])
    expect(show.home.ran().toSorted()).toEqual(['fine', 'fine', 'status', 'status'])
  })

  it('R after a live step shows fresh shells, and no old screen under LIVE', async () => {
    await open('wall')
    show.home.go()
    await stage.press('PageDown')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'LIVE', phase: 'done', text: /live/ }, pane)
    await stage.press('r')
    for (const pane of ['left', 'right'])
      await stage.until({ badge: 'LIVE', phase: 'idle', text: /^\$$/ }, pane)
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /^\$ .*\nlive after.*\n\$$/ }, 'left')
  })

  it('next does not wait for a rejoin that hangs', async () => {
    await open('rejoin')
    show.home.stick()
    await stage.press('f')
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded status/ })
    // L runs the rejoin that the recording has skipped.
    await stage.press('l')
    await expect.poll(() => show.home.ran(), SOON).toEqual(['mend'])
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'setup' })
    await gap(GUARD)
    await stage.press('PageDown')
    const why = 'live did not come back'
    await stage.until({ badge: 'REPLAY', why, phase: 'done', text: /recorded after/ })
    expect(show.home.ran()).toEqual(['mend'])
  })

  it('with on-fail: hold, the failed output stays on screen until the next press', async () => {
    await open('hold')
    await stage.press('PageDown')
    const held = await stage.until({ badge: 'LIVE', phase: 'failed', text: /live half of it/ })
    expect(held.chip).toMatch(/^exit 3 · /)
    expect(await stage.at()).toBe('held')
    await stage.press('PageDown')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live after/ })
    expect(show.home.ran()).toEqual(['status', 'after'])
  })

  it('with on-fail: hold, F plays its recording', async () => {
    await open('hold')
    await stage.press('PageDown')
    await stage.until({ phase: 'failed', text: /live half of it/ })
    await stage.press('f')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded status, as expected/ })
    expect(await stage.at()).toBe('ready')
  })
})

/** Runs in the page: counts the messages on sockets that are opened from now on. */
function hearNewSockets(): void {
  const page = Object.assign(globalThis, { heard: 0 })
  class Heard extends WebSocket {
    constructor(url: string) {
      super(url)
      this.addEventListener('message', () => page.heard++)
    }
  }
  Object.assign(globalThis, { WebSocket: Heard })
}
